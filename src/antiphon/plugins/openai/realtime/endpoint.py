"""Where the service is, and what is shown it at the door."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlunsplit

from antiphon.errors import ConfigurationError
from antiphon.plugins.openai.address import (
    OPENAI_URL,
    is_at_openai,
    service_key,
    service_url,
    split,
)
from antiphon.plugins.openai.codec import Dialect
from antiphon.plugins.wire import Endpoint
from antiphon.version import __version__

__all__ = ["Azure", "azure_endpoint", "openai_endpoint"]

USER_AGENT = f"Antiphon/{__version__}"
BETA_HEADER = {"OpenAI-Beta": "realtime=v1"}

SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Azure:
    """A resource of Azure OpenAI, and who asks."""

    base_url: str
    """`https://<resource>.openai.azure.com/openai`"""
    deployment: str
    api_version: str | None = None
    """Means the beta dialect; without it, GA."""
    api_key: str | None = field(default=None, repr=False)
    entra_token: str | None = field(default=None, repr=False)
    """Given one, no key is sent."""


def openai_endpoint(
    base_url: str | None, api_key: str | None, model: str, dialect: Dialect
) -> Endpoint:
    """OpenAI, or a server that speaks like it.

    The key of the environment goes to the host that the environment names, or to OpenAI: to
    another one it is not sent. Raises ConfigurationError without a key, for a URL that is none,
    for one by which OpenAI would be sent the key in clear text, and for the beta dialect with
    OpenAI itself, which has switched it off.
    """
    url = service_url(base_url)
    is_openai = is_at_openai(url)
    if is_openai and split(url).scheme in ("http", "ws"):
        raise ConfigurationError(
            f"OpenAI is not called in clear text, which would show the key: use {OPENAI_URL}."
        )
    if is_openai and dialect == "beta":
        raise ConfigurationError(
            "OpenAI has switched the beta dialect off: leave dialect= out, or name another "
            "server with base_url=."
        )
    key = service_key(url, api_key, is_given=base_url is not None)
    if not key:
        raise ConfigurationError(missing_key(url, is_given=base_url is not None))
    headers = {"User-Agent": USER_AGENT, "Authorization": f"Bearer {key}"}
    if dialect == "beta":
        headers |= BETA_HEADER
    return Endpoint(url=f"{websocket_url(url)}/realtime?model={quote(model)}", headers=headers)


def azure_endpoint(azure: Azure, dialect: Dialect) -> Endpoint:
    """A deployment at Azure.

    Raises ConfigurationError for a URL that is none or is OpenAI's, and for the beta dialect
    without an API version.
    """
    if is_at_openai(azure.base_url):
        raise ConfigurationError(
            "OpenAI's own host is no resource of Azure: leave the options for Azure out, or name "
            "the resource with azure_endpoint=."
        )
    if dialect == "beta" and azure.api_version is None:
        raise ConfigurationError(
            "The beta dialect at Azure wants an API version: set OPENAI_API_VERSION, or pass "
            "api_version=."
        )
    headers = {"User-Agent": USER_AGENT}
    if azure.entra_token is not None:
        headers["Authorization"] = f"Bearer {azure.entra_token}"
    elif azure.api_key is not None:
        headers["api-key"] = azure.api_key
    base = websocket_url(azure.base_url).removesuffix("/v1")
    if dialect == "ga":
        query = urlencode({"model": azure.deployment})
        return Endpoint(url=f"{base}/v1/realtime?{query}", headers=headers)
    query = urlencode({"api-version": azure.api_version, "deployment": azure.deployment})
    return Endpoint(url=f"{base}/realtime?{query}", headers=headers | BETA_HEADER)


def missing_key(url: str, *, is_given: bool) -> str:
    """What to do about it; a host that the environment names is sent the key there."""
    if is_at_openai(url):
        return "OpenAI wants a key: set OPENAI_API_KEY, or pass api_key=."
    host = split(url).hostname
    if is_given:
        return f"Pass the key for {host} as api_key=: the one in OPENAI_API_KEY is not sent there."
    return f"{host} (OPENAI_BASE_URL) wants a key: set OPENAI_API_KEY, or pass api_key=."


def websocket_url(url: str) -> str:
    """The URL with the scheme of a WebSocket. Raises ConfigurationError for what is no URL."""
    parts = split(url)
    url = urlunsplit((SCHEMES[parts.scheme], parts.netloc, parts.path, "", ""))
    return url.rstrip("/")
