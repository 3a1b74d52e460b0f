"""What a dial is refused for, as HTTP says it and as a `wire.Dialer` raises it."""

import json
from http import HTTPStatus

from antiphon.errors import ModelConnectionError, ModelError, ModelProtocolError, ModelRefused
from antiphon.plugins.wire import RateLimited, seconds_of
from antiphon.testing.fake_openai.faults import DialRefusal

__all__ = ["NOT_FOUND", "WRONG_KEY", "error_of"]

WRONG_KEY = DialRefusal(
    status=HTTPStatus.UNAUTHORIZED,
    body=json.dumps(
        {
            "error": {
                "message": "Incorrect API key provided.",
                "type": "invalid_request_error",
                "param": None,
                "code": "invalid_api_key",
            }
        }
    ),
)
NOT_FOUND = DialRefusal(status=HTTPStatus.NOT_FOUND)

PASSING = {408, 425, HTTPStatus.TOO_MANY_REQUESTS}
"""Client errors that another try may heal."""


def error_of(refusal: DialRefusal) -> ModelError:
    """What a dialer raises for it."""
    status = refusal.status
    if status is None:
        return ModelConnectionError("nobody listens there: check the model's address")
    if status < HTTPStatus.BAD_REQUEST:
        return ModelProtocolError(f"the model answered {status} instead of opening a WebSocket")
    if status in PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wait = seconds_of(refusal.headers.get("Retry-After"))
        is_limit = status == HTTPStatus.TOO_MANY_REQUESTS
        kind = RateLimited if is_limit else ModelConnectionError
        return kind(f"the model answered {status}: try again later", retry_after=wait)
    return ModelRefused(f"the model refused the connection with {status}: check the API key")
