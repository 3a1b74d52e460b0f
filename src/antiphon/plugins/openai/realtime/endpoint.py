"""Where the service is, and what is shown it at the door."""

import os
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from antiphon.errors import ConfigurationError
from antiphon.plugins.openai.codec import Dialect
from antiphon.plugins.wire import Endpoint
from antiphon.version import __version__

__all__ = ["Azure", "azure_endpoint", "is_at_openai", "openai_endpoint", "service_url"]

OPENAI_HOST = "api.openai.com"
OPENAI_URL = f"https://{OPENAI_HOST}/v1"

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
    and for the beta dialect with OpenAI itself, which has switched it off.
    """
    url = service_url(base_url)
    is_openai = is_at_openai(url)
    if is_openai and dialect == "beta":
        raise ConfigurationError(
            "OpenAI has switched the beta dialect off: leave dialect= out, or name another "
            "server with base_url=."
        )
    key = api_key
    if key is None and (base_url is None or is_openai):
        key = os.environ.get("OPENAI_API_KEY")
    if not key:
        raise ConfigurationError(missing_key(url))
    headers = {"User-Agent": USER_AGENT, "Authorization": f"Bearer {key}"}
    if dialect == "beta":
        headers |= BETA_HEADER
    return Endpoint(url=f"{websocket_url(url)}/realtime?model={quote(model)}", headers=headers)


def azure_endpoint(azure: Azure, dialect: Dialect) -> Endpoint:
    """A deployment at Azure."""
    headers = {"User-Agent": USER_AGENT}
    if azure.entra_token is not None:
        headers["Authorization"] = f"Bearer {azure.entra_token}"
    elif azure.api_key is not None:
        headers["api-key"] = azure.api_key
    base = websocket_url(azure.base_url)
    if dialect == "ga":
        query = urlencode({"model": azure.deployment})
        return Endpoint(url=f"{base}/v1/realtime?{query}", headers=headers)
    query = urlencode({"api-version": azure.api_version, "deployment": azure.deployment})
    return Endpoint(url=f"{base}/realtime?{query}", headers=headers | BETA_HEADER)


def service_url(base_url: str | None) -> str:
    """The URL given, or that of the environment, or OpenAI's."""
    return base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI_URL


def missing_key(url: str) -> str:
    """What to do about it."""
    if is_at_openai(url):
        return "OpenAI wants a key: set OPENAI_API_KEY, or pass api_key=."
    host = urlsplit(url).hostname
    return f"Pass the key for {host} as api_key=: the one in OPENAI_API_KEY is not sent there."


def is_at_openai(url: str) -> bool:
    """Whether that is OpenAI's own host."""
    host = urlsplit(url).hostname or ""
    return host == OPENAI_HOST or host.endswith(f".{OPENAI_HOST}")


def websocket_url(url: str) -> str:
    """The URL with the scheme of a WebSocket. Raises ConfigurationError for what is no URL."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ConfigurationError(f"base_url is a URL such as {OPENAI_URL}, not {url!r}.")
    url = urlunsplit((SCHEMES[parts.scheme], parts.netloc, parts.path, "", ""))
    return url.rstrip("/")
