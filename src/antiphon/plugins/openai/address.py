"""Which host is meant, and which key it may be shown."""

import os
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from antiphon.errors import ConfigurationError
from antiphon.plugins.openai.checks import check_kind

__all__ = ["OPENAI_URL", "is_at_openai", "service_key", "service_url", "split"]

OPENAI_HOST = "api.openai.com"
OPENAI_URL = f"https://{OPENAI_HOST}/v1"

SCHEMES = ("http", "https", "ws", "wss")


def service_url(base_url: str | None) -> str:
    """The URL given, or that of the environment, or OpenAI's.

    Raises ConfigurationError for what is no string.
    """
    check_kind("base_url", base_url, str)
    return base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI_URL


def service_key(url: str, api_key: str | None, *, is_given: bool) -> str | None:
    """The key given for that service, or that of the environment.

    The latter goes to the host that the environment names, or to OpenAI: not to another one that
    is given by the program (`is_given`). Raises ConfigurationError for what is no URL.
    """
    if api_key is None and (not is_given or is_at_openai(url)):
        return os.environ.get("OPENAI_API_KEY")
    return api_key


def is_at_openai(url: str) -> bool:
    """Whether that is OpenAI's own host. Raises ConfigurationError for what is no URL."""
    host = (split(url).hostname or "").rstrip(".")
    return host == OPENAI_HOST or host.endswith(f".{OPENAI_HOST}")


def split(url: str) -> SplitResult:
    """The parts of a URL. Raises ConfigurationError for what is none."""
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in SCHEMES and parts.hostname and parts.port != 0:
            return parts
    raise ConfigurationError(f"base_url is a URL such as {OPENAI_URL}, not {url!r}.")
