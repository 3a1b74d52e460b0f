"""Takes a model object that was written to the protocol of LiveKit Agents 0.12.

Nothing outside this package touches the underscore names of that protocol, or knows its numbers:
answers at 24 kHz, microphone frames of 100 ms, positions in whole milliseconds.
"""

from antiphon.realtime.adapter.model import AdaptedModel, adapt

__all__ = ["AdaptedModel", "adapt"]
