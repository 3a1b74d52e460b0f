"""The familiar home of `AudioByteStream`."""

from antiphon.audio import AudioByteStream

__all__ = ["AudioByteStream"]
