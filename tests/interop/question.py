"""Somebody in a room asks: "What can you help me with?"."""

from pathlib import Path

import numpy as np
from livekit import rtc

from antiphon.audio import read_wav, resample
from tests.interop.guest import Guest

__all__ = ["QUESTION", "ask"]

QUESTION = Path(__file__).parents[1] / "data" / "speech" / "027_piper_joe.wav"
RATE = 24_000
BEFORE, AFTER = 1.0, 5.0
"""Seconds of silence: the microphone is subscribed to meanwhile, and the turn comes to its end."""


async def ask(who: Guest) -> None:
    """Have them ask by a microphone that stays open for some seconds."""
    source = rtc.AudioSource(RATE, 1, 10_000)
    track = rtc.LocalAudioTrack.create_audio_track("mic", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await who.room.local_participant.publish_track(track, options)
    sound = resample(read_wav(QUESTION).frame, RATE).samples
    silences = [np.zeros(round(seconds * RATE), np.int16) for seconds in (BEFORE, AFTER)]
    samples = np.concatenate((silences[0], sound, silences[1]))
    await source.capture_frame(rtc.AudioFrame(samples.tobytes(), RATE, 1, len(samples)))
