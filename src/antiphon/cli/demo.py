"""`antiphon demo`: a conversation with a scripted caller."""

import asyncio
import re
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from antiphon.audio import Recording, read_wav
from antiphon.cli.chronicle import CALLER
from antiphon.cli.conversation import DidNotHappen, microphone_open
from antiphon.cli.demo_tools import TownGuide
from antiphon.llm import FunctionContext

if TYPE_CHECKING:
    from antiphon.caller import Caller
    from antiphon.cli.chronicle import Chronicle

__all__ = ["STEPS", "Demo", "Step", "clip"]

PAUSE_SECONDS = 0.8
"""The caller waits so long after an answer."""
ANSWER_SECONDS = 15.0
"""An answer must begin within this time, even on a slow machine."""
LISTENING_SECONDS = 60.0
"""No answer that the caller waits for takes longer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """The caller says something, and is answered."""

    what: str
    """What it is, as in `the greeting`."""
    clip: str
    """The recording of it: the name of a file in `clips`."""
    word: str
    """Without this in what was recognized, it was not understood."""
    cuts_in_after: float | None = None
    """Seconds that the caller listens to the answer before; None: until it has ended."""


STEPS = (
    Step(what="the greeting", clip="greeting", word="evening"),
    Step(what="the question", clip="question", word="museum"),
    Step(what="the wish for a story", clip="story", word="story"),
    Step(what="the interruption", clip="interruption", word="library", cuts_in_after=5.0),
    Step(what="the correction", clip="correction", word="museum"),
    Step(what="the goodbye", clip="goodbye", word="bye"),
)
NOT_UNDERSTOOD = re.compile(
    r"did(n.t| not) (understand|get|catch) that|more than I know|can(.t|not) help"
)
"""What an agent says that has no answer."""
CORRECTED = {"place": "museum", "day": "Sunday"}
"""What the tool is asked in the end, if interruption and correction were both understood."""


def clip(name: str) -> Recording:
    """The recording of that name which is part of the package."""
    with as_file(files("antiphon.cli") / "clips" / f"{name}.wav") as path:
        return read_wav(path)


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A caller says `STEPS`, each when it is time, and again what was not understood."""

    title: str = "The demo: a scripted caller"
    tools: FunctionContext = field(default_factory=TownGuide)
    sample_rate: int = 16_000

    async def play(self, caller: "Caller", chronicle: "Chronicle") -> None:
        """Play it. Raises DidNotHappen for a step that is not answered."""
        before: Step | None = None
        for step in STEPS:
            await next_turn(caller, step)
            if before is not None and step.cuts_in_after is None and is_puzzled(chronicle):
                await say(caller, before)
                await next_turn(caller, step)
            await say(caller, step)
            before = step
        await hear_out(caller, "the end")
        if before is not None and is_puzzled(chronicle):
            await say(caller, before)
            await hear_out(caller, "the end")

    def check(self, chronicle: "Chronicle") -> None:
        """Raise DidNotHappen unless all of it happened as it was planned."""
        heard = [said.text for said in chronicle.said if said.speaker == CALLER]
        check_recognized(heard)
        answers = [said.text for said in chronicle.said if said.speaker != CALLER]
        check_answers(answers, repeated=len(heard) - len(STEPS))
        if not any(said.interrupted for said in chronicle.said):
            raise DidNotHappen("The long answer was not interrupted.")
        calls = [call for call in chronicle.called if call.error is None]
        if not calls:
            raise DidNotHappen("The agent did not call its tool.")
        if calls[-1].arguments != CORRECTED:
            raise DidNotHappen("The agent did not take up the correction.")


def check_recognized(texts: list[str]) -> None:
    """Raise DidNotHappen unless the words of all steps are in `texts`, in their order."""
    rest = iter(texts)
    for step in STEPS:
        if not any(step.word in text.lower() for text in rest):
            raise DidNotHappen(f"{step.what.capitalize()} was not recognized.")


def check_answers(texts: list[str], *, repeated: int) -> None:
    """Raise DidNotHappen if more of them than the caller has `repeated` something say that the
    caller was not understood."""
    puzzled = [text for text in texts if NOT_UNDERSTOOD.search(text)]
    if len(puzzled) > repeated:
        raise DidNotHappen(f"The agent did not understand the caller: {puzzled[-1]}")


def is_puzzled(chronicle: "Chronicle") -> bool:
    """Whether the last that the agent said is that it did not understand."""
    answers = [said.text for said in chronicle.said if said.speaker != CALLER]
    return bool(answers) and NOT_UNDERSTOOD.search(answers[-1]) is not None


async def next_turn(caller: "Caller", step: Step) -> None:
    """Wait until it is time for the step, the microphone open."""
    async with microphone_open(caller):
        await wait_for_turn(caller, step)


async def say(caller: "Caller", step: Step) -> None:
    """Say it, and wait until the answer can be heard."""
    await caller.play(clip(step.clip))
    async with microphone_open(caller):
        await hear_answer(caller, step)


async def wait_for_turn(caller: "Caller", step: Step) -> None:
    """Wait until it is time for the step: within the answer before, or after it."""
    if step.cuts_in_after is not None:
        await asyncio.sleep(step.cuts_in_after)
    else:
        await hear_out(caller, step.what)


async def hear_out(caller: "Caller", before: str) -> None:
    """Wait until the agent has said all that it has to say before that."""
    try:
        async with asyncio.timeout(LISTENING_SECONDS):
            await caller.until_agent_quiet(PAUSE_SECONDS)
    except TimeoutError:
        raise DidNotHappen(f"The agent did not stop talking before {before}.") from None


async def hear_answer(caller: "Caller", step: Step) -> None:
    """Wait until the answer can be heard."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await caller.until_agent_speaks()
    except TimeoutError:
        raise DidNotHappen(
            f"The agent did not answer {step.what} aloud within {ANSWER_SECONDS:.0f} s."
        ) from None
