"""Real recordings, recognized by the real model."""

import asyncio
import re
from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import AudioFrame, combine_frames, read_wav, remix, resample
from antiphon.plugins.local.stt import MAX_PIECE, MoonshineSTT, levels, pieces
from antiphon.stt import SpeechEventType

SPEECH = Path(__file__).parents[2] / "data" / "speech"
WORDS = {
    "001_flite_slt.wav": "turn on the kitchen lights",
    "013_piper_joe.wav": "it costs forty two dollars and fifty cents",
    "027_piper_joe.wav": "what can you help me with",
}


def clip(name: str) -> AudioFrame:
    return read_wav(SPEECH / name).frame


async def words_in(frame: AudioFrame) -> str:
    event = await MoonshineSTT().recognize(frame)
    return " ".join(re.findall(r"[a-z']+", event.alternatives[0].text.lower()))


@pytest.mark.parametrize("name", WORDS)
async def test_an_utterance_is_understood(name: str) -> None:
    assert await words_in(clip(name)) == WORDS[name]


async def test_the_event_is_a_final_transcript_of_so_much_english() -> None:
    frame = clip("027_piper_joe.wav")

    event = await MoonshineSTT().recognize(frame)

    assert event.type is SpeechEventType.FINAL_TRANSCRIPT
    assert event.request_id
    assert event.alternatives[0].language == "en"
    assert event.recognition_usage is not None
    assert event.recognition_usage.audio_duration == frame.duration


async def test_any_rate_and_channels_will_do() -> None:
    frame = remix(resample(clip("027_piper_joe.wav"), 48000), 2)

    assert await words_in(frame) == "what can you help me with"


async def test_in_silence_and_in_no_audio_no_words_are_heard() -> None:
    hiss = np.random.default_rng(1).integers(-8, 8, 16000).astype(np.int16)

    assert await words_in(AudioFrame.create(16000, 1, 0)) == ""
    assert await words_in(AudioFrame.create(24000, 1, 24000)) == ""
    assert await words_in(AudioFrame.from_samples(hiss, 16000)) == ""


async def test_noise_is_not_taken_for_words() -> None:
    noise = np.random.default_rng(1).standard_normal(16000) * 0.05

    assert await words_in(AudioFrame.from_samples(noise, 16000)) == ""


async def test_utterances_of_several_sessions_are_not_mixed_up() -> None:
    heard = await asyncio.gather(*(words_in(clip(name)) for name in WORDS))

    assert heard == list(WORDS.values())


async def test_what_was_said_before_makes_no_difference() -> None:
    await words_in(clip("013_piper_joe.wav"))

    assert await words_in(clip("001_flite_slt.wav")) == "turn on the kitchen lights"


async def test_where_the_audio_ends_with_the_last_word_the_sentence_is_heard_to_end() -> None:
    frame = clip("001_flite_slt.wav")
    last = int(np.flatnonzero(np.abs(frame.samples) > 500)[-1])
    cut = AudioFrame.from_samples(frame.samples[:last], frame.sample_rate)

    event = await MoonshineSTT().recognize(cut)

    assert event.alternatives[0].text == "Turn on the kitchen lights."


def test_long_audio_is_cut_where_it_is_quiet_and_nothing_is_lost() -> None:
    loud = 0.3 * np.sin(np.arange(20 * 16000) / 5.0)
    sound = levels(AudioFrame.from_samples(np.concatenate([loud, np.zeros(1600), loud]), 16000))

    cut = pieces(sound)

    assert np.array_equal(np.concatenate(cut), sound)
    assert max(map(len, cut)) <= MAX_PIECE * 16000
    assert len(cut[0]) / 16000 == pytest.approx(20.05, abs=0.05)


async def test_a_long_recording_is_understood_to_its_end() -> None:
    pause = AudioFrame.create(16000, 1, 24 * 16000)

    heard = await words_in(
        combine_frames([clip("027_piper_joe.wav"), pause, clip("013_piper_joe.wav")])
    )

    assert heard == "what can you help me with it costs forty two dollars and fifty cents"


class RoomFrame:
    """A frame of another library, with the fields of `livekit.rtc.AudioFrame`."""

    def __init__(self, frame: AudioFrame) -> None:
        self.data = frame.data
        self.sample_rate = frame.sample_rate
        self.num_channels = frame.num_channels
        self.samples_per_channel = frame.samples_per_channel


async def test_a_frame_of_the_room_is_understood_and_what_is_none_is_refused() -> None:
    name = "027_piper_joe.wav"
    event = await MoonshineSTT().recognize(RoomFrame(clip(name)))
    assert WORDS[name] in event.alternatives[0].text.lower()
    with pytest.raises(TypeError, match="not as NoneType"):
        await MoonshineSTT().recognize(None)  # type: ignore[arg-type]
