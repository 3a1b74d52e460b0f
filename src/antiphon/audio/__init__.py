"""Sound: the frame everything passes around, and what is done to it."""

from antiphon.audio.byte_stream import AudioByteStream
from antiphon.audio.envelope import Envelope
from antiphon.audio.frame import AudioFrame, Frame, combine_frames, own_frame
from antiphon.audio.levels import Span, faded, faded_in, rms_dbfs, voiced_spans
from antiphon.audio.mix import audible_mono, mix, remix
from antiphon.audio.resample import Quality, Resampler, resample
from antiphon.audio.wav import Recording, WavWriter, is_silent, read_wav, write_wav

__all__ = [
    "AudioByteStream",
    "AudioFrame",
    "Envelope",
    "Frame",
    "Quality",
    "Recording",
    "Resampler",
    "Span",
    "WavWriter",
    "audible_mono",
    "combine_frames",
    "faded",
    "faded_in",
    "is_silent",
    "mix",
    "own_frame",
    "read_wav",
    "remix",
    "resample",
    "rms_dbfs",
    "voiced_spans",
    "write_wav",
]
