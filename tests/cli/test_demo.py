"""`antiphon demo` with a scripted model, on virtual time."""

import asyncio
from pathlib import Path

import pytest

from antiphon.cli.conversation import DidNotHappen
from antiphon.cli.demo import STEPS, Demo, clip
from antiphon.core import messages as m
from antiphon.llm import ToolCall
from antiphon.testing.scripted import ScriptedSession
from tests.cli.theatre import stage_play

CALL = '{"place": "%s", "day": "%s"}'


class Model:
    """Plays the model's side of the demo; a subclass leaves something out."""

    def __init__(self, session: ScriptedSession) -> None:
        self.session = session

    async def perform(self) -> None:
        await self.hear("good evening", 0)
        await self.session.answer("Good evening to you.", seconds=1.0)
        await self.pause(1.0)
        await self.hear("when is the museum open on saturday", 1)
        await self.look_up("museum", "Saturday")
        await self.pause(1.0)
        await self.hear("please tell me a story", 2)
        await self.tell_story()
        await self.interrupt()
        await self.look_up("library", "Sunday")
        await self.pause(1.0)
        await self.hear("no i meant the museum", 4)
        await self.correct()
        await self.pause(1.0)
        await self.hear("thank you goodbye", 5)
        await self.part()

    async def hear(self, text: str, step: int) -> None:
        await self.session.user_says(text, seconds=clip(STEPS[step].clip).frame.duration)
        await asyncio.sleep(0.5)

    async def pause(self, answer: float) -> None:
        """The answer lasts so long, and the caller then waits a little."""
        await asyncio.sleep(answer + 0.82)

    async def look_up(self, place: str, day: str) -> None:
        call = ToolCall(call_id=place + day, name="when_open", arguments=CALL % (place, day))
        await self.session.call_tools(call)
        await self.session.expect(m.CreateItem)
        request = await self.session.expect(m.CreateResponse)
        await self.session.answer("It is open.", seconds=1.0, request=request)

    async def tell_story(self) -> None:
        await self.session.answer("Once upon a time there was a lighthouse.", seconds=60.0)

    async def interrupt(self) -> None:
        await asyncio.sleep(5.2)
        await self.hear("sorry when is the library open on sunday", 3)
        await self.session.expect(m.Truncate)

    async def correct(self) -> None:
        await self.look_up("museum", "Sunday")

    async def part(self) -> None:
        await self.session.answer("Goodbye.", seconds=1.0)


async def test_the_demo_takes_place(tmp_path: Path) -> None:
    kept = await stage_play(Demo(), lambda session: Model(session).perform(), tmp_path)

    assert len(kept.told("user_speech_committed")) == len(STEPS)
    (cut,) = kept.told("agent_speech_interrupted")
    assert 5000 <= cut["heard_ms"] <= 6000 < cut["generated_ms"]
    results = [line["calls"][0]["result"] for line in kept.told("function_calls_finished")]
    assert results == [
        "On Saturday, the museum is open from ten to six.",
        "On Sunday, the library is open from eleven to four.",
        "On Sunday, the museum is open from ten to six.",
    ]
    assert kept.transcript[-1].endswith("**agent:** Goodbye.")


class Mute(Model):
    async def part(self) -> None: ...


class Stubborn(Model):
    async def correct(self) -> None:
        await self.session.answer("I do not think so.", seconds=1.0)


class Terse(Model):
    async def tell_story(self) -> None:
        await self.session.answer("No.", seconds=1.0)

    async def interrupt(self) -> None:
        await asyncio.sleep(5.2)
        await self.hear("sorry when is the library open on sunday", 3)


class Toolless(Model):
    async def look_up(self, place: str, day: str) -> None:
        await self.session.answer("I do not know.", seconds=1.0)


class Endless(Model):
    async def part(self) -> None:
        await self.session.answer("Goodbye, goodbye, goodbye.", seconds=70.0)


class Deaf(Model):
    async def hear(self, text: str, step: int) -> None:
        seconds = clip(STEPS[step].clip).frame.duration
        await self.session.user_says(text if step else None, seconds=seconds)
        await asyncio.sleep(0.5)


class HardOfHearing(Model):
    async def hear(self, text: str, step: int) -> None:
        await super().hear("thank you good boy" if step == 5 else text, step)


class Puzzled(Model):
    async def part(self) -> None:
        await self.session.answer("I'm sorry, I didn't understand that.", seconds=1.0)
        await self.pause(1.0)
        await self.hear("thank you goodbye", 5)
        await self.session.answer("I'm sorry, I didn't understand that.", seconds=1.0)


class PuzzledOnce(Model):
    async def hear(self, text: str, step: int) -> None:
        if step == 1:
            await super().hear("when is the new zealand open on saturday", step)
            await self.session.answer("That's more than I know.", seconds=1.0)
            await self.pause(1.0)
        await super().hear(text, step)


async def test_what_was_not_understood_is_said_again(tmp_path: Path) -> None:
    kept = await stage_play(Demo(), lambda session: PuzzledOnce(session).perform(), tmp_path)

    told = [line["text"] for line in kept.told("user_speech_committed")]
    assert told[1:3] == [
        "when is the new zealand open on saturday",
        "when is the museum open on saturday",
    ]
    assert len(told) == len(STEPS) + 1


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Mute, "The agent did not answer the goodbye aloud within 15 s."),
        (Stubborn, "The agent did not take up the correction."),
        (Terse, "The long answer was not interrupted."),
        (Toolless, "The agent did not call its tool."),
        (Endless, "The agent did not stop talking before the end."),
        (HardOfHearing, "The goodbye was not recognized."),
        (
            Puzzled,
            "The agent did not understand the caller: I'm sorry, I didn't understand that.",
        ),
        (Deaf, "The greeting was not recognized."),
    ],
)
async def test_a_demo_that_does_not_come_off_says_why(
    tmp_path: Path, kind: type[Model], sentence: str
) -> None:
    with pytest.raises(DidNotHappen) as failure:
        await stage_play(Demo(), lambda session: kind(session).perform(), tmp_path)
    assert str(failure.value) == sentence
    assert (tmp_path / "conversation.wav").exists()
