"""How long a server wants to be left alone: HTTP's `Retry-After`."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from antiphon import clock

__all__ = ["seconds_of"]


def seconds_of(retry_after: str | None) -> float | None:
    """The wait asked for, in seconds or until a date (RFC 9110, 10.2.3); None where there is none
    or it cannot be read."""
    if retry_after is None:
        return None
    try:
        if retry_after.isdecimal():
            return float(retry_after)
        date = parsedate_to_datetime(retry_after)
        until = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(until - clock.wall(), 0.0)
