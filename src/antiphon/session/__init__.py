"""One conversation, run: the core is told what happens, and what it says is done."""

from antiphon.record import Record
from antiphon.session.session import Session

__all__ = ["Record", "Session"]
