"""Listening: the microphones of those who are listened to, as one voice for the model."""

from antiphon.listening.ears import Ears

__all__ = ["Ears"]
