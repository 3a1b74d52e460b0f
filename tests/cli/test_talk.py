"""`antiphon talk` with a scripted model, on virtual time."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import AudioFrame, combine_frames
from antiphon.cli.conversation import DidNotHappen
from antiphon.cli.talk import Talk
from antiphon.core import messages as m
from antiphon.errors import AgentError, ModelConnectionError
from antiphon.llm import FunctionContext, ToolCall
from antiphon.testing.scripted import ScriptedSession, tone
from tests.cli.theatre import Keepsakes, stage_play

INPUT = tone(2.0, 16_000)


def talk(tools: FunctionContext | None = None) -> Talk:
    return Talk(title="A conversation", recording=INPUT, tools=tools)


async def greeting(model: ScriptedSession) -> None:
    await model.user_says("hello there", seconds=2.0)
    await asyncio.sleep(0.5)
    await model.answer("Good morning to you. What can I do?", seconds=3.0)


async def test_a_recording_is_answered_and_both_are_kept(tmp_path: Path) -> None:
    kept = await stage_play(talk(), greeting, tmp_path / "out" / "talk")

    user, agent = kept.told("user_speech_committed"), kept.told("agent_speech_committed")
    assert user == [user[0] | {"text": "hello there", "participant": "caller"}]
    assert agent == [
        agent[0]
        | {"text": "Good morning to you. What can I do?", "heard_ms": 3000, "generated_ms": 3000}
    ]
    assert kept.told("closed") == [kept.events[-1]]
    assert kept.events[-1]["reason"] == "closed"
    assert [line["state"] for line in kept.told("state")] == [
        "initializing",
        "listening",
        "thinking",
        "speaking",
        "listening",
    ]
    assert kept.transcript == [
        "# A conversation",
        "0:00.0 **caller:** hello there",
        "0:02.5 **agent:** Good morning to you. What can I do?",
    ]


async def test_times_count_from_the_first_sample_of_the_input(tmp_path: Path) -> None:
    kept = await stage_play(talk(), greeting, tmp_path)

    times = [line["t"] for line in kept.events]
    assert times == sorted(times)
    assert times[0] == 0.0
    (started,) = kept.told("agent_started_speaking")
    sound = kept.sound
    assert (sound.sample_rate, sound.num_channels) == (24_000, 2)
    caller, agent = sound.samples.T
    assert abs(int(caller[0])) < abs(int(caller[20]))
    assert abs(caller[:47_000]).max() > 1000
    assert abs(caller[49_000:]).max() == 0
    onset = next(n for n, sample in enumerate(agent) if abs(int(sample)) > 100)
    assert onset / 24_000 == pytest.approx(started["t"], abs=0.02)


async def test_the_model_hears_the_input_from_its_first_sample_to_its_last(tmp_path: Path) -> None:
    heard: list[AudioFrame] = []

    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello there", seconds=3.0)
        heard.extend(model.microphone)
        await model.answer("Hello.", seconds=1.0)

    await stage_play(talk(), script, tmp_path)

    samples = combine_frames(heard).samples
    (loud,) = (abs(samples) > 3000).nonzero()
    assert loud[0] < 0.01 * 24_000
    assert loud[-1] == pytest.approx(2.0 * 24_000, abs=0.02 * 24_000)
    assert len(samples) > 2.9 * 24_000


async def test_the_screen_shows_captions_and_how_long_the_answer_took(tmp_path: Path) -> None:
    kept = await stage_play(talk(), greeting, tmp_path)

    assert kept.lines == [
        " 0:00.0  caller  hello there",
        " 0:02.5  agent   Good morning to you.  (after 0.53 s)",
        " 0:04.3  agent   What can I do?",
        "Answers began 0.53 s after the caller's last word (median of 1; the slowest 0.53 s).",
        f"The conversation, {kept.sound.duration:.1f} s, is kept in {tmp_path}.",
    ]


async def test_a_long_answer_is_heard_to_its_end(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("tell me a story", seconds=2.0)
        await model.answer("Once upon a time.", seconds=60.0)

    kept = await stage_play(talk(), script, tmp_path)

    (told,) = kept.told("agent_speech_committed")
    assert told["heard_ms"] == 60_000
    assert kept.told("closed")[0]["t"] == pytest.approx(63.5, abs=0.1)


async def test_an_answer_without_end_is_cut_off(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("tell me everything", seconds=2.0)
        story = "Well, to begin with, it rained. " * 20
        await model.answer(story, seconds=130.0)

    kept = await stage_play(talk(), script, tmp_path)

    (told,) = kept.told("agent_speech_interrupted")
    assert told["generated_ms"] == 130_000
    assert told["heard_ms"] == pytest.approx(120_000, abs=200)
    assert kept.transcript[-1].endswith("… *(interrupted)*")
    assert any("(interrupted)" in line for line in kept.lines)


async def test_a_slow_answer_is_waited_for(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello there", seconds=2.0)
        await asyncio.sleep(4.0)
        await model.answer("At last.", seconds=1.0)

    kept = await stage_play(talk(), script, tmp_path)

    assert [line["text"] for line in kept.told("agent_speech_committed")] == ["At last."]


async def test_tool_calls_are_kept_with_their_results_and_durations(tmp_path: Path) -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="The weather in a city")
    async def weather(city: str) -> dict[str, object]:
        await asyncio.sleep(0.25)
        return {"city": city, "degrees": 7}

    @tools.ai_callable(description="Fails")
    async def fail() -> None:
        raise LookupError("no such\tluck")

    async def script(model: ScriptedSession) -> None:
        await model.user_says("what is the weather", seconds=2.0)
        await model.call_tools(
            ToolCall(call_id="a", name="weather", arguments='{"city": "Oslo"}'),
            ToolCall(call_id="b", name="fail", arguments="{}"),
        )
        for _ in "ab":
            await model.expect(m.CreateItem)
        await model.answer(
            "Seven degrees.", seconds=1.0, request=await model.expect(m.CreateResponse)
        )

    kept = await stage_play(talk(tools), script, tmp_path)

    asked = {"name": "weather", "arguments": {"city": "Oslo"}}
    (collected,), (finished,) = (
        kept.told("function_calls_collected"),
        kept.told("function_calls_finished"),
    )
    assert collected["calls"] == [asked, {"name": "fail", "arguments": {}}]
    assert finished["calls"] == [
        {**asked, "result": {"city": "Oslo", "degrees": 7}, "ms": 250.0},
        {"name": "fail", "arguments": {}, "error": "LookupError: no such\tluck", "ms": 0.0},
    ]
    (error,) = kept.told("error")
    assert error["error"]["kind"] == "tool_failed"
    assert set(error["error"]) == {"kind", "message", "recoverable"}
    assert any('weather(city="Oslo") → {"city": "Oslo", "degrees": 7}' in x for x in kept.lines)
    assert any("LookupError: no such\\tluck" in line for line in kept.lines)


async def test_a_recording_without_words_is_no_conversation(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await asyncio.sleep(0)

    with pytest.raises(DidNotHappen, match="No words were recognized"):
        await stage_play(talk(), script, tmp_path)
    assert (tmp_path / "conversation.wav").exists()


async def test_words_without_an_answer_are_no_conversation(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello there", seconds=2.0)

    with pytest.raises(DidNotHappen, match="did not answer aloud"):
        await stage_play(talk(), script, tmp_path)


@pytest.mark.parametrize("error", [ModelConnectionError("The line is down."), OSError("a bug")])
async def test_a_conversation_that_breaks_off_is_kept_as_far_as_it_went(
    tmp_path: Path, error: Exception
) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello there", seconds=1.0)
        raise error

    with pytest.raises(AgentError, match=str(error)):
        await stage_play(talk(), script, tmp_path)

    events = (tmp_path / "events.jsonl").read_text()
    assert '"hello there"' in events
    assert '"session_failed"' in events
    assert (tmp_path / "conversation.wav").exists()


async def test_what_was_recorded_is_kept_when_the_conversation_is_cancelled(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("One two three four five six seven eight nine.", seconds=60.0)

    performance = asyncio.create_task(stage_play(talk(), script, tmp_path))
    await asyncio.sleep(5.0)
    performance.cancel()
    with pytest.raises(asyncio.CancelledError):
        await performance

    kept = Keepsakes(tmp_path, "")
    assert [line["event"] for line in kept.events[-2:]] == ["agent_speech_interrupted", "closed"]
    assert kept.sound.duration == pytest.approx(5.0, abs=0.1)
    assert "*(interrupted)*" in kept.transcript[-1]


async def test_nothing_that_is_said_can_move_the_cursor(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("red \x1b[31malert\u202e\nhello", seconds=2.0)
        await model.answer("[bold]so\x07 be it[/bold]", seconds=1.0)

    kept = await stage_play(talk(), script, tmp_path)

    assert kept.lines[0] == r" 0:00.0  caller  red \x1b[31malert\u202e\nhello"
    assert r"[bold]so\x07 be it[/bold]" in kept.lines[1]
    assert kept.transcript[1] == r"0:00.0 **caller:** red \\x1b\[31malert\\u202e\\nhello"
    assert kept.told("user_speech_committed")[0]["text"] == "red \x1b[31malert\u202e\nhello"
    assert "\x1b" not in (tmp_path / "events.jsonl").read_text()


def silence(seconds: float, sample_rate: int) -> AudioFrame:
    return AudioFrame.from_samples(np.zeros(round(seconds * sample_rate)), sample_rate)


async def test_an_agent_without_a_voice_is_no_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello there", seconds=2.0)
        await model.answer("Good morning.", seconds=1.0)

    monkeypatch.setattr("antiphon.testing.scripted.tone", silence)
    with pytest.raises(DidNotHappen, match="silent throughout"):
        await stage_play(talk(), script, tmp_path)
