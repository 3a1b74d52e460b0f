"""What the `openai` package complains of, in Antiphon's errors: one sentence each."""

from collections.abc import Generator
from contextlib import contextmanager

import openai

from antiphon.errors import ModelConnectionError, ModelError, ModelProtocolError, ModelRefused
from antiphon.plugins.openai.chat.endpoint import ChatEndpoint
from antiphon.plugins.wire import seconds_of

__all__ = ["translated"]

LONGEST = 200
"""Characters of a server's own words: some send a page."""


@contextmanager
def translated(endpoint: ChatEndpoint, failing: str) -> Generator[None]:
    """Raise ModelError for what the package raises in the context, where `endpoint` is asked.

    `failing` says what it does where the line is down.
    """
    who = endpoint.title
    try:
        yield
    except openai.APIStatusError as error:
        raise refusal(endpoint, error) from error
    except openai.APIConnectionError as error:
        raise ModelConnectionError(f"{who} {failing}: {cause(error)}.") from error
    except openai.APIError as error:
        reason = endpoint.without_key(quoted(error.message))
        raise ModelError(f"{who} reports an error: {reason}.") from error
    except ValueError as error:  # of the JSON and UTF-8 in what has come
        raise ModelProtocolError(f"{who} has sent what is not JSON: {error}.") from error


def refusal(endpoint: ChatEndpoint, error: openai.APIStatusError) -> ModelError:
    """What an HTTP status means."""
    who, status = endpoint.title, f"(HTTP {error.status_code})"
    reason = endpoint.without_key(words(error))
    match error.status_code:
        case code if code < 400:
            return ModelRefused(f"{who} sends one elsewhere {status}: give the address it names.")
        case 401 | 403:
            return ModelRefused(
                f"{who} does not accept the key {status}: set OPENAI_API_KEY, or pass api_key=."
            )
        case 404:
            return ModelRefused(f"{who} has no such model, or no chat {status}: {reason}.")
        case 429:
            return ModelConnectionError(
                f"{who} takes no more requests for now {status}: {reason}.",
                retry_after=seconds_of(error.response.headers.get("retry-after")),
            )
        case code if code >= 500:
            return ModelConnectionError(f"{who} has failed {status}: {reason}.")
    return ModelRefused(f"{who} has refused the request {status}: {reason}.")


def words(error: openai.APIStatusError) -> str:
    """The server's own, if it has any."""
    body = error.body
    if isinstance(body, dict):
        body = body.get("message") or body.get("detail") or body.get("error") or body
    return quoted(str(body or error.response.text or error.response.reason_phrase))


def quoted(text: str) -> str:
    """`text` on one line, not too long, and without a full stop, for there comes one."""
    line = " ".join(text.split())
    return f"{line[:LONGEST]}…" if len(line) > LONGEST else line.rstrip(".")


def cause(error: openai.APIConnectionError) -> str:
    """What lies behind it, in the words of the HTTP library or the operating system."""
    reason = error.__cause__
    return quoted(str(reason or "") or (type(reason).__name__ if reason else error.message))
