"""An agent attends a room, which is shown and kept."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from antiphon import MultimodalAgent
from antiphon.audio import read_wav
from antiphon.caller import Caller
from antiphon.cli.attendance import attend, ending
from antiphon.cli.live_view import LiveView
from antiphon.cli.livekit_access import Visit
from antiphon.cli.output_folder import OutputFolder
from antiphon.errors import AgentError, ConfigurationError
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import Script, ScriptedModel, ScriptedSession, tone

VISIT = Visit(room="kitchen", identity="agent")
STORY = "Once upon a time there was a ship, and on the ship there was a cat."


async def small_talk(model: ScriptedSession) -> None:
    await model.user_says("tell me a story", seconds=1.0)
    await model.answer(STORY, seconds=4.0)


class Scene:
    """An agent in a local room, and what is shown of it."""

    def __init__(self, script: Script) -> None:
        self.room = LocalRoom()
        self.agent = MultimodalAgent(model=ScriptedModel(script))
        self._screen = io.StringIO()
        self.view = LiveView(Console(file=self._screen, width=100))

    @property
    def lines(self) -> list[str]:
        """What the screen has shown."""
        return self._screen.getvalue().splitlines()

    async def attend(self, folder: Path | None = None) -> None:
        """Have the conversation, and keep it in that folder."""
        if folder is None:
            await attend(self.agent, self.room, VISIT, self.view, None)
            return
        with OutputFolder(folder).open() as files:
            await attend(self.agent, self.room, VISIT, self.view, files)


@asynccontextmanager
async def scene(script: Script = small_talk) -> AsyncIterator[Scene]:
    staged = Scene(script)
    await staged.room.connect("local://kitchen", "agent")
    yield staged
    await staged.room.disconnect()


async def visit_by_ann(staged: Scene) -> None:
    """Ann speaks for a second and hears the agent out, and the agent hangs up."""
    async with Caller.join(staged.room, "ann") as ann:
        await ann.play(tone(1.0))
        await ann.until_agent_quiet(2.0)
        await staged.agent.aclose()


async def held(staged: Scene, folder: Path | None = None) -> None:
    """The whole conversation."""
    async with asyncio.TaskGroup() as together:
        together.create_task(visit_by_ann(staged))
        await staged.attend(folder)


async def test_both_sides_are_shown_as_they_are_heard() -> None:
    async with scene() as staged:
        await held(staged)
    assert staged.lines[0] == "The agent is in the room kitchen as agent."
    told = [line.split(maxsplit=2)[1:] for line in staged.lines[1:3]]
    assert told[0] == ["ann", "tell me a story"]
    assert told[1][0] == "agent"
    assert told[1][1].startswith("Once upon a time")
    assert staged.lines[-2].startswith("Answers began ")
    assert staged.lines[-1] == "The agent has ended the conversation."


async def test_what_is_kept_is_what_talk_keeps(tmp_path: Path) -> None:
    async with scene() as staged:
        await held(staged, tmp_path / "kept")
    kept = tmp_path / "kept"
    assert "is kept in" in staged.lines[-2]
    assert "**ann:** tell me a story" in (kept / "transcript.md").read_text()
    page = (kept / "timeline.html").read_text()
    assert "<title>A conversation in the room kitchen" in page
    assert "upon" in page
    events = [json.loads(line) for line in (kept / "events.jsonl").read_text().splitlines()]
    assert [e["text"] for e in events if e["event"] == "agent_speech_committed"] == [STORY]
    user, agent = loud_spans(kept / "conversation.wav")
    assert user == pytest.approx((0.0, 1.0), abs=0.1)
    started = next(e["t"] for e in events if e["event"] == "agent_started_speaking")
    assert agent == pytest.approx((started, started + 4.0), abs=0.1)


async def test_what_was_cut_off_is_not_on_the_recording(tmp_path: Path) -> None:
    async with scene() as staged:

        async def cut_in() -> None:
            await asyncio.sleep(3.0)
            staged.agent.interrupt()

        async with asyncio.TaskGroup() as together:
            together.create_task(cut_in())
            await held(staged, tmp_path)
    events = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    cut = next(e for e in events if e["event"] == "agent_speech_interrupted")
    _, (began, ended) = loud_spans(tmp_path / "conversation.wav")
    assert ended - began == pytest.approx(cut["heard_ms"] / 1000, abs=0.03)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("duplicate_identity", r"Somebody else has entered the room as agent: give another "),
        ("another_agent", r"Another agent is in the room kitchen already: "),
        ("signal_close", r"The conversation broke off: signal close\."),
    ],
)
async def test_an_end_that_nobody_wanted_is_an_error(reason: str, sentence: str) -> None:
    with pytest.raises(AgentError, match=sentence):
        ending(reason, VISIT)


async def test_an_agent_that_was_started_is_refused() -> None:
    async with scene() as staged:
        staged.agent.start(staged.room)
        with pytest.raises(ConfigurationError, match="cannot be started here: .* already started"):
            await staged.attend()
        await staged.agent.aclose()


async def test_what_breaks_the_conversation_is_what_is_told() -> None:
    async def breaks(model: ScriptedSession) -> None:
        raise AgentError("The model has gone home.")

    async with scene(breaks) as staged:
        with pytest.raises(AgentError, match="gone home"):
            await staged.attend()


def loud_spans(path: Path) -> list[tuple[float, float]]:
    """Of each side, when its sound begins and ends."""
    frame = read_wav(path).frame
    assert (frame.sample_rate, frame.num_channels) == (24_000, 2)
    loud = [np.flatnonzero(np.abs(side.astype(int)) > 300) / 24_000 for side in frame.samples.T]
    return [(float(side[0]), float(side[-1])) for side in loud]
