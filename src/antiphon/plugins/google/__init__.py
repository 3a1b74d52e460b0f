"""Google's models."""

from antiphon.plugins.google.functions import build_function_declarations

__all__ = ["build_function_declarations"]
