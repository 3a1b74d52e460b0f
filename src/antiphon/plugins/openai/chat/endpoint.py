"""Where a chat endpoint is, and with what key it is asked."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from antiphon.errors import ConfigurationError
from antiphon.plugins.openai.address import check_address, is_at_openai, named_url, service_key

__all__ = ["ChatEndpoint", "api_url", "chat_endpoint"]

NO_KEY = "none"
"""What is sent where there is no key: servers of one's own do not ask for one."""
EXAMPLE = "http://localhost:11434/v1"
ROOT = "/v1"
CHAT = "/chat/completions"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatEndpoint:
    """A server that speaks OpenAI's chat API."""

    url: str
    """Of the API: what a request adds is `/chat/completions`."""
    key: str = field(repr=False)

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI itself."""
        return is_at_openai(self.url)

    @property
    def title(self) -> str:
        """How it is called: by its address, without a query, in which a key may be."""
        parts = urlsplit(self.url)
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", parts.fragment))
        return f"The chat endpoint {url}"

    def without_key(self, text: str) -> str:
        """`text`, the key in it blotted out."""
        return text if self.key == NO_KEY else text.replace(self.key, "…")


def chat_endpoint(base_url: str | None, api_key: str | None) -> ChatEndpoint:
    """The endpoint at that URL, or at `OPENAI_BASE_URL`, or OpenAI.

    A URL without a path, as servers print it when they start, is completed by `/v1`. The key of the
    environment goes to the host that the environment names, or to OpenAI: to another one it is not
    sent. Raises ConfigurationError for what is no URL, and for OpenAI without a key.
    """
    url = api_url(*named_url(base_url))
    key = service_key(url, api_key, is_given=base_url is not None)
    if not key and is_at_openai(url):
        raise ConfigurationError("OpenAI wants a key: set OPENAI_API_KEY, or pass api_key=.")
    return ChatEndpoint(url=url, key=key or NO_KEY)


def api_url(name: str, url: str) -> str:
    """The root of the API at `url`, which may be the server's root, or that of its chat.

    Raises ConfigurationError for what is no URL, by the `name` of what has said so.
    """
    parts = check_address(name, url.strip(), EXAMPLE, ("http", "https"))
    path = parts.path.rstrip("/").removesuffix(CHAT)
    return urlunsplit((parts.scheme, parts.netloc, path or ROOT, parts.query, ""))
