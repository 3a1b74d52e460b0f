"""Measured in real LiveKit rooms: a livekit-server, both ends, and a network of their own."""

from benchmarks.livekit.apart import livekit_figures, restarts, what_is_missing

__all__ = ["livekit_figures", "restarts", "what_is_missing"]
