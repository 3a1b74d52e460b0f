"""What can go wrong, as a tree.

    AgentError
    ├── ConfigurationError      an option, a name or a file that cannot be used
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


class ConfigurationError(AgentError):
    """An option, a name or a file that cannot be used; the message says which, and what to do."""


class RoomError(AgentError):
    """The room refused something."""


class RoomClosed(RoomError):
    """The room is gone, or was left."""


class ModelError(AgentError):
    """The model cannot go on."""


class ModelConnectionError(ModelError):
    """The line to the model is down; trying again may help."""


class ModelRefused(ModelError):
    """The model said no; trying again will not help."""


class ModelProtocolError(ModelError):
    """The model said something that makes no sense."""


class ToolError(AgentError):
    """Raised by a tool to tell the model, in these words, why it failed."""


class WorkerError(AgentError):
    """The worker cannot go on."""
