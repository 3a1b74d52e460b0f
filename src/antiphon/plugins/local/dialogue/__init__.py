"""The built-in responder of the embedded model: a small honest dialogue."""

from antiphon.plugins.local.dialogue.dialogue import Dialogue

__all__ = ["Dialogue"]
