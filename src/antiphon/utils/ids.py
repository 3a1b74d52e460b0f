"""Names for things that have none."""

import secrets

__all__ = ["shortuuid"]


def shortuuid(prefix: str = "") -> str:
    """`prefix` and twelve random hexadecimal digits."""
    return prefix + secrets.token_hex(6)
