"""What Antiphon is tested with, for your tests too: virtual time, scripted models, callers."""

from antiphon.testing.virtual import Deadlock, VirtualLoop, run

__all__ = ["Deadlock", "VirtualLoop", "run"]
