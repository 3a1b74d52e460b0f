"""Rows 1 to 8: the module, and how the conversation is transcribed."""

import asyncio
import re
import subprocess
import sys
from collections import Counter
from dataclasses import FrozenInstanceError
from importlib import import_module

import pytest

from antiphon import AgentTranscriptionOptions, multimodal
from antiphon.rooms.local import AudioSource
from antiphon.tokenize import (
    SentenceStream,
    SentenceTokenizer,
    WordStream,
    WordTokenizer,
    basic,
)
from tests.features.kit import Caption, captions_in
from tests.realtime.stage import OldStage, stage
from tests.rooms.local_kit import publish

WORDS = "One two three four five six."


async def captions_while_more_is_coming(scene: OldStage, text: str) -> list[Caption]:
    """What is shown while the end of the audio is not known; the text has it all."""
    shown = captions_in(scene.user)
    content = scene.begin()
    scene.speak(content, text, 10.0)
    await asyncio.sleep(8.0)
    return shown


def test_row_001_the_module_has_its_names_and_two_submodules() -> None:
    names = {"MultimodalAgent", "AgentTranscriptionOptions", "_RealtimeAPI", "_RealtimeAPISession"}
    assert names | {"agent_playout", "multimodal_agent"} <= set(multimodal.__all__)
    playout = import_module("antiphon.multimodal.agent_playout")
    agent = import_module("antiphon.multimodal.multimodal_agent")
    assert {"AgentPlayout", "PlayoutHandle", "EventTypes"} <= set(playout.__all__)
    assert agent.MultimodalAgent is multimodal.MultimodalAgent
    assert multimodal.agent_playout is playout and multimodal.multimodal_agent is agent


def test_row_001_the_modules_of_0_12_are_loaded_when_they_are_used() -> None:
    """Decision 2: `import antiphon` alone stays light."""
    program = (
        "import sys, antiphon; assert not {'numpy', 'aiohttp'} & set(sys.modules); "
        "antiphon.llm, antiphon.metrics, antiphon.multimodal, antiphon.stt, antiphon.tokenize, "
        "antiphon.transcription, antiphon.tts, antiphon.utils, antiphon.vad; "
        "assert antiphon.MultimodalAgent is antiphon.multimodal.MultimodalAgent"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_row_002_the_options_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        AgentTranscriptionOptions().user_transcription = False  # type: ignore[misc]


@pytest.mark.parametrize(("wanted", "shown"), [(True, ["", "hello"]), (False, [])])
async def test_row_003_the_user_is_transcribed_unless_that_is_not_wanted(
    wanted: bool, shown: list[str]
) -> None:
    assert AgentTranscriptionOptions().user_transcription is True
    async with stage(transcription=AgentTranscriptionOptions(user_transcription=wanted)) as scene:
        await publish(scene.user, AudioSource(24_000, 1))
        scene.session.emit("input_speech_committed")
        await asyncio.sleep(0.5)
        scene.transcribe("u1", "hello")
        await asyncio.sleep(0.5)
        assert [text for text, _ in scene.said("ann")] == shown
        assert scene.told("user_speech_committed") == ["hello"]


async def test_row_004_without_transcription_the_agent_is_heard_and_committed_all_the_same() -> (
    None
):
    assert AgentTranscriptionOptions().agent_transcription is True
    async with stage(transcription=AgentTranscriptionOptions(agent_transcription=False)) as scene:
        scene.answer(WORDS)
        await scene.until("agent_speech_committed")
        await asyncio.sleep(0.5)
        assert scene.said("agent") == []
        assert "agent_started_speaking" in scene.events
        assert scene.told("agent_speech_committed") == [WORDS]


async def test_row_005_twice_the_speed_halves_the_gaps_between_words() -> None:
    assert AgentTranscriptionOptions().agent_transcription_speed == 1.0
    gaps: dict[float, list[float]] = {}
    for speed in (1.0, 2.0):
        options = AgentTranscriptionOptions(agent_transcription_speed=speed)
        async with stage(transcription=options) as scene:
            shown = await captions_while_more_is_coming(scene, WORDS)
            times = [caption.at for caption in shown]
            gaps[speed] = [b - a for a, b in zip(times, times[1:], strict=False)]
    assert len(gaps[1.0]) == len(gaps[2.0]) == 5
    assert [2 * gap for gap in gaps[2.0]] == pytest.approx(gaps[1.0], abs=0.05)


async def test_row_006_the_sentence_tokenizer_decides_what_a_segment_is() -> None:
    class Halves(SentenceTokenizer):
        def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
            return [half for half in text.split("|") if half]

        def stream(self, *, language: str | None = None) -> SentenceStream:
            raise NotImplementedError

    assert isinstance(AgentTranscriptionOptions().sentence_tokenizer, basic.SentenceTokenizer)
    text = "One two| three. Four| five six."
    finals = {}
    for tokenizer in (Halves(), basic.SentenceTokenizer()):
        options = AgentTranscriptionOptions(sentence_tokenizer=tokenizer)
        async with stage(transcription=options) as scene:
            scene.answer(text, seconds=3.0)
            await scene.until("agent_speech_committed")
            await asyncio.sleep(0.5)
            finals[type(tokenizer)] = [said for said, final in scene.said("agent") if final]
    assert [final.strip(" |") for final in finals[Halves]] == [
        "One two",
        "three. Four",
        "five six.",
    ]
    assert finals[basic.SentenceTokenizer] == [text]


class InPairs(WordTokenizer):
    """Two words at a time."""

    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        return re.findall(r"\S+\s+\S+|\S+", text)

    def stream(self, *, language: str | None = None) -> WordStream:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (
            AgentTranscriptionOptions(),
            ["Well", "Well, isn't", "Well, isn't it", "Well, isn't it so"],
        ),
        (AgentTranscriptionOptions(word_tokenizer=InPairs()), ["Well, isn't", "Well, isn't it so"]),
    ],
)
async def test_row_007_segments_grow_word_by_word_and_keep_the_punctuation_within(
    options: AgentTranscriptionOptions, shown: list[str]
) -> None:
    async with stage(transcription=options) as scene:
        captions = await captions_while_more_is_coming(scene, "Well, isn't it so?")
        assert [caption.text for caption in captions if not caption.final] == shown


def test_row_007_words_keep_their_punctuation_by_default() -> None:
    words = AgentTranscriptionOptions().word_tokenizer
    assert isinstance(words, basic.WordTokenizer)
    assert words.tokenize("Well, isn't it so?") == ["Well,", "isn't", "it", "so?"]


async def test_row_008_each_word_is_hyphenated_once_and_its_pieces_set_the_pace() -> None:
    asked: Counter[str] = Counter()

    def letters(word: str) -> list[str]:
        asked[word] += 1
        return list(word)

    text = "Many mice sing today as"
    first: dict[str, float] = {}
    for name, hyphenate in (("syllables", basic.hyphenate_word), ("letters", letters)):
        options = AgentTranscriptionOptions(hyphenate_word=hyphenate)
        async with stage(transcription=options) as scene:
            shown = await captions_while_more_is_coming(scene, text)
            first[name] = shown[1].at - shown[0].at
    assert set(asked.values()) == {1} and set(asked) == set(text.split())
    assert first["letters"] > 2 * first["syllables"]
