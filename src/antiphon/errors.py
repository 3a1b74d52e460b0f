"""What can go wrong, as a tree.

    AgentError
    ├── ConfigurationError      an option, a name or a file that cannot be used (a ValueError too)
    ├── RoomError               the room refused
    │   └── RoomClosed          the room is gone
    ├── ModelError              the model cannot go on
    │   ├── ModelConnectionError    the line to it is down; trying again may help
    │   ├── ModelRefused            it said no; trying again will not help
    │   └── ModelProtocolError      it said something that makes no sense
    ├── ToolError               a tool failed; the message is told to the model
    └── WorkerError             the worker cannot go on

The message of each is one sentence that says what happened and, where there is something to do,
what to do.
"""

__all__ = [
    "AgentError",
    "ConfigurationError",
    "ModelConnectionError",
    "ModelError",
    "ModelProtocolError",
    "ModelRefused",
    "RoomClosed",
    "RoomError",
    "ToolError",
    "WorkerError",
]


class AgentError(Exception):
    """Anything that Antiphon raises on its own account."""


class ConfigurationError(AgentError, ValueError):
    """An option, a name or a file that cannot be used; the message says which, and what to do.

    A ValueError too, which is what programs written for LiveKit Agents 0.12 catch.
    """


class RoomError(AgentError):
    """The room refused something."""


class RoomClosed(RoomError):
    """The room is gone, or was left."""


class ModelError(AgentError):
    """The model cannot go on."""


class ModelConnectionError(ModelError):
    """The line to the model is down; trying again may help."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which the model says to try again; None where it has not said."""


class ModelRefused(ModelError):
    """The model said no; trying again will not help."""


class ModelProtocolError(ModelError):
    """The model said something that makes no sense."""


class ToolError(AgentError):
    """Raised by a tool to tell the model, in these words, why it failed."""


class WorkerError(AgentError):
    """The worker cannot go on."""
