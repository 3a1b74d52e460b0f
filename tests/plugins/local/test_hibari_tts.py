"""The real voice, measured, and heard by the real recognizer."""

import asyncio
import re

import numpy as np
import pytest

from antiphon.audio import AudioFrame, combine_frames, rms_dbfs, voiced_spans
from antiphon.errors import ConfigurationError
from antiphon.plugins.local.delivery import delivered
from antiphon.plugins.local.stt import MoonshineSTT
from antiphon.plugins.local.tts import HibariOptions, HibariTTS
from antiphon.plugins.local.voice import Utterance, with_ends
from antiphon.tts import SynthesizedAudio

STORY = (
    "Sure! Once upon a time, there was a girl who lived by the sea; she had two cats. "
    "They cost $4.50, and it was 3:05 PM on May 5th when Dr. Smith came.\n\nThe end."
)


async def spoken(text: str, options: HibariOptions | None = None) -> list[SynthesizedAudio]:
    return [clause async for clause in HibariTTS(options).synthesize(text)]


def frame_of(clauses: list[SynthesizedAudio]) -> AudioFrame:
    return combine_frames([clause.frame for clause in clauses])


async def heard(frame: AudioFrame) -> str:
    event = await MoonshineSTT().recognize(frame)
    return " ".join(re.findall(r"[a-z']+", event.alternatives[0].text.lower()))


async def test_clauses_joined_are_the_text_and_words_joined_the_clause() -> None:
    clauses = await spoken(STORY)

    assert "".join(clause.text for clause in clauses) == STORY
    assert len(clauses) >= 4
    for clause in clauses:
        assert [word.text for word in clause.words] == clause.text.split()
        assert clause.frame.sample_rate == HibariTTS().sample_rate
        assert clause.frame.num_channels == HibariTTS().num_channels


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What time is it?", "what time is it"),
        ("It costs $4.50.", "it costs four dollars and fifty cents"),
        ("2+2=4.", "two plus two equals four"),
        ("That is 12% of it. 😀 你好", "that is twelve percent of it"),
    ],
)
async def test_what_is_said_is_understood(text: str, words: str) -> None:
    assert await heard(frame_of(await spoken(text))) == words


async def test_words_are_in_order_within_the_audio_and_times_lie_on_sound() -> None:
    for clause in await spoken(STORY):
        edges = [edge for word in clause.words for edge in (word.start, word.end)]
        assert edges == sorted(edges)
        assert edges[-1] <= clause.frame.duration
        for word in clause.words:
            middle = 1000.0 * (word.start + word.end) / 2
            assert any(start - 50 <= middle <= end + 50 for start, end in sounds(clause.frame))


async def test_a_pause_within_a_clause_lies_between_its_words() -> None:
    (clause,) = await spoken("Five minutes, and I added milk to your list.")
    before, after = clause.words[1], clause.words[2]

    pause = max(pauses(clause.frame), key=lambda pause: pause[1] - pause[0])

    assert (before.text, after.text) == ("minutes,", "and")
    assert 1000.0 * before.end == pytest.approx(pause[0], abs=50)
    assert 1000.0 * after.start == pytest.approx(pause[1], abs=50)


async def test_what_was_heard_up_to_a_word_is_the_text_up_to_it() -> None:
    (clause,) = await spoken("The weather in Berlin is sunny with twenty degrees today.")
    samples = clause.frame.samples
    end = round((clause.words[5].end + clause.words[6].start) / 2 * clause.frame.sample_rate)

    cut = AudioFrame.from_samples(samples[:end], clause.frame.sample_rate)

    assert await heard(cut) == "the weather in berlin is sunny"


async def test_clauses_begin_at_once_and_end_with_their_pause_without_a_click() -> None:
    pauses_after = {}
    for clause in await spoken(STORY):
        spans = sounds(clause.frame)
        assert spans[0][0] <= 60
        assert not clause.frame.samples[0]
        assert not clause.frame.samples[-1]
        pauses_after[clause.text.split()[-1]] = 1000.0 * clause.frame.duration - spans[-1][1]

    assert pauses_after["Sure!"] == pytest.approx(380, abs=60)
    assert pauses_after["came."] == pytest.approx(640, abs=60)
    assert pauses_after["sea;"] == pytest.approx(260, abs=60)


async def test_every_clause_is_as_loud_as_the_others() -> None:
    levels = []
    for clause in await spoken(STORY):
        spans = [round(edge * 24) for span in sounds(clause.frame) for edge in span]
        voiced = clause.frame.samples[spans[0] : spans[-1]]
        levels.append(rms_dbfs(AudioFrame.from_samples(voiced, 24000)))
        assert np.abs(clause.frame.samples).max() < 32767

    assert max(levels) - min(levels) < 6.0
    assert np.mean(levels) == pytest.approx(-19.0, abs=2.5)


async def test_the_same_text_always_sounds_the_same() -> None:
    first = await spoken("Hello there.")
    await spoken("Something else.")

    assert frame_of(await spoken("Hello there.")).data == frame_of(first).data


async def test_the_voice_can_speak_slower() -> None:
    slow = await spoken("Hello there, my friend.", HibariOptions(speed=0.6))

    assert (
        frame_of(slow).duration > 1.2 * frame_of(await spoken("Hello there, my friend.")).duration
    )
    assert [word.text for word in slow[0].words] == ["Hello", "there,", "my", "friend."]


@pytest.mark.parametrize("text", ["...", "—", "😀", "你好", " \n ", "?!", "[]()"])
async def test_what_cannot_be_read_is_a_short_silence(text: str) -> None:
    (clause,) = await spoken(text)

    assert clause.text == text
    assert clause.frame.duration < 0.7
    assert not clause.frame.samples.any()
    assert [(word.text, word.end) for word in clause.words] == [(w, 0.0) for w in text.split()]


async def test_no_text_is_nothing() -> None:
    assert await spoken("") == []


@pytest.mark.parametrize(
    "text", ["9" * 40, "ab1" * 20, "İı ǅ", "$" * 50, "a/b-c_" * 20, "\x00\x1b"]
)
async def test_odd_text_is_spoken_somehow(text: str) -> None:
    assert "".join(clause.text for clause in await spoken(text)) == text


async def test_a_long_text_streams_and_can_be_left_off() -> None:
    text = "This sentence is spoken many times over. " * 250
    clauses = HibariTTS().synthesize(text)

    first = await anext(clauses)
    await clauses.aclose()

    assert first.text == "This sentence is spoken many times over. "


async def test_being_cancelled_within_a_clause_leaves_the_voice_usable() -> None:
    task = asyncio.create_task(spoken(STORY))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await heard(frame_of(await spoken("What time is it?"))) == "what time is it"


async def test_several_speak_at_once() -> None:
    alone = frame_of(await spoken("Hello there."))

    one, other = await asyncio.gather(spoken("Hello there."), spoken(STORY))

    assert frame_of(one).data == alone.data
    assert len(other) >= 4


async def test_prewarming_loads_the_voice() -> None:
    await HibariTTS().prewarm()


def test_a_speed_that_cannot_be_spoken_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"choose 0\.5 to 2\.0"):
        HibariOptions(speed=3.0)


def test_unknown_weights_are_left_as_they_are() -> None:
    assert with_ends(b"other weights") == b"other weights"


def test_without_known_times_there_is_sound_and_no_words() -> None:
    said = Utterance(np.full(24000, 0.1, np.float32), [0, 1], [])

    clause = delivered("Hello there.", said)

    assert clause.words == ()
    assert clause.frame.duration > 1.0


def sounds(frame: AudioFrame) -> list[tuple[float, float]]:
    return voiced_spans(frame, threshold_dbfs=-42.0, bridge_ms=40.0)


def pauses(frame: AudioFrame) -> list[tuple[float, float]]:
    spans = sounds(frame)
    return [(end, start) for (_, end), (start, _) in zip(spans, spans[1:], strict=False)]
