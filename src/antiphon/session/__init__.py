"""One conversation, run: the core is told what happens, and what it says is done."""

from antiphon.session.session import Session

__all__ = ["Session"]
