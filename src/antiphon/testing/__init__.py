"""What Antiphon is tested with, for your tests too: virtual time, scripted models, callers."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from antiphon.testing.virtual import Deadlock, VirtualLoop, run

if TYPE_CHECKING:
    from antiphon.caller import Caller
    from antiphon.testing.scripted import ScriptedModel, ScriptedSession

__all__ = ["Caller", "Deadlock", "ScriptedModel", "ScriptedSession", "VirtualLoop", "run"]

NAMES = {
    "Caller": "antiphon.caller",
    "ScriptedModel": "antiphon.testing.scripted",
    "ScriptedSession": "antiphon.testing.scripted",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used: the pytest plugin, loaded early, stays light."""
    if name in NAMES:
        return getattr(import_module(NAMES[name]), name)
    raise AttributeError(f"module 'antiphon.testing' has no attribute {name!r}")
