"""The token that lets an agent into a LiveKit room: a JSON Web Token, signed with HMAC-SHA256."""

import base64
import hashlib
import hmac
import json
from typing import Any

from antiphon import clock

__all__ = ["agent_token"]

HEADER = {"alg": "HS256", "typ": "JWT"}


def agent_token(
    room: str, *, key: str, secret: str, identity: str = "agent", seconds: float = 3600.0
) -> str:
    """A token for that room, good for so many seconds (a server renews it while one is there).

    `key` and `secret` are those of a LiveKit server. Who enters is of kind *agent* and may publish,
    subscribe and change its own attributes: what an agent needs, and nothing more.
    """
    grants = {
        "roomJoin": True,
        "room": room,
        "canPublish": True,
        "canPublishData": True,
        "canSubscribe": True,
        "canUpdateOwnMetadata": True,
    }
    expires = round(clock.wall() + seconds)
    claims = {"iss": key, "sub": identity, "kind": "agent", "video": grants, "exp": expires}
    signed = f"{encoded(HEADER)}.{encoded(claims)}"
    seal = hmac.digest(secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{base64url(seal)}"


def encoded(part: dict[str, Any]) -> str:
    return base64url(json.dumps(part, separators=(",", ":")).encode())


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
