"""Which host is meant, and which key it may be shown.

A URL holds no key: URLs are shown and logged.
"""

import os
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from antiphon.plugins.openai.checks import check_kind, check_secret, check_that

__all__ = [
    "OPENAI_URL",
    "check_address",
    "check_url",
    "is_at_openai",
    "named_url",
    "service_key",
    "service_url",
    "split",
]

OPENAI_HOST = "api.openai.com"
OPENAI_URL = f"https://{OPENAI_HOST}/v1"

SCHEMES = ("http", "https", "ws", "wss")


def named_url(base_url: str | None) -> tuple[str, str]:
    """The URL given, or that of the environment, or OpenAI's; what has said so comes first.

    Raises ConfigurationError for what is no string.
    """
    check_kind("base_url", base_url, str)
    if base_url is not None:
        return "base_url", base_url
    return "OPENAI_BASE_URL", os.environ.get("OPENAI_BASE_URL") or OPENAI_URL


def service_url(base_url: str | None) -> str:
    """The URL given, or that of the environment, or OpenAI's, of a realtime service.

    Raises ConfigurationError for what is none.
    """
    name, url = named_url(base_url)
    check_url(name, url)
    return url


def check_url(name: str, url: str, such_as: str = OPENAI_URL) -> None:
    """Raise ConfigurationError unless it is the URL of a realtime service, without a key in it."""
    parts = check_address(name, url, such_as)
    check_that(
        not (parts.query or parts.fragment),
        f"{name} is a URL such as {such_as}, without a query or a fragment.",
    )


def check_address(
    name: str, url: str, such_as: str, schemes: tuple[str, ...] = SCHEMES
) -> SplitResult:
    """The parts of the URL. Raises ConfigurationError for what is none, or has a password in it."""
    parts = parts_of(url)
    shown = "one with a password in it" if "@" in url else repr(url)
    check_that(
        parts is not None and parts.scheme in schemes,
        f"{name} is a URL such as {such_as}, not {shown}.",
    )
    assert parts is not None
    check_that(
        "@" not in parts.netloc,
        f"{name} is a URL without a user and a password: a key is given as api_key=.",
    )
    return parts


def service_key(url: str, api_key: str | None, *, is_given: bool) -> str | None:
    """The key given for that service, or that of the environment.

    The latter goes to the host that the environment names, or to OpenAI: not to another one that
    is given by the program (`is_given`). Raises ConfigurationError for what is no URL, and for what
    cannot be a key.
    """
    check_secret("api_key", api_key)
    if api_key is None and (not is_given or is_at_openai(url)):
        key = os.environ.get("OPENAI_API_KEY")
        check_secret("OPENAI_API_KEY", key)
        return key
    return api_key


def is_at_openai(url: str) -> bool:
    """Whether that is OpenAI's own host. Raises ConfigurationError for what is no URL."""
    host = (split(url).hostname or "").rstrip(".")
    return host == OPENAI_HOST or host.endswith(f".{OPENAI_HOST}")


def split(url: str) -> SplitResult:
    """The parts of a URL. Raises ConfigurationError for what is none."""
    return check_address("base_url", url, OPENAI_URL)


def parts_of(url: str) -> SplitResult | None:
    """The parts of a URL; None for what is none."""
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.hostname and parts.port != 0:
            return parts
    return None
