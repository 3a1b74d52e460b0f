"""What the conversation itself costs: a scripted model, so that no engine is in it."""

import asyncio

from antiphon import MultimodalAgent
from antiphon.caller import Caller
from antiphon.cli.chronicle import AGENT, CALLER
from antiphon.cli.conversation import Conversation, microphone_open
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import ScriptedModel, ScriptedSession
from benchmarks.clips import MICROPHONE_RATE
from benchmarks.expense import Expense, metered
from benchmarks.figure import Figure
from benchmarks.texts import TEXTS

__all__ = ["cost", "embedded_cost"]

TURN_SECONDS = 30.0
ANSWER_SECONDS = 16.0
HOW = "Virtual time, a scripted model with a tone for a voice, a caller who listens and records."


async def cost(seconds: float) -> list[Figure]:
    """Wake-ups and processor time of `seconds` of each kind of conversation."""
    return [await wakeups(seconds), await turns(seconds)]


async def wakeups(seconds: float) -> Figure:
    """How often the loop has something to do."""
    speaking, idle, listening = Expense(), Expense(), Expense()

    async def part(caller: Caller) -> None:
        nonlocal speaking, idle, listening
        await caller.silence(0.1)
        await caller.until_agent_speaks()
        with metered() as speaking:
            await asyncio.sleep(seconds)
        await caller.until_agent_quiet(1.0)
        with metered() as idle:
            await asyncio.sleep(seconds)
        async with microphone_open(caller):
            with metered() as listening:
                await asyncio.sleep(seconds)

    model = telling(seconds)
    async with Conversation.open(model, None, sample_rate=MICROPHONE_RATE) as conversation:
        await conversation.hold(part)
    alone = await speaking_alone(seconds)
    return Figure(
        name="Wake-ups of the event loop per second",
        measured=(
            f"agent speaks: {alone.wakeups_per_second:.1f} "
            f"({speaking.wakeups_per_second:.1f} with the caller's), "
            f"microphone open: {listening.wakeups_per_second:.1f}, "
            f"idle: {idle.wakeups_per_second:.2f}"
        ),
        how=(
            f"{HOW} The first number is that of an agent whom nobody in the process hears: its "
            "audio goes to the room in slices of 20 ms."
        ),
    )


def telling(seconds: float) -> ScriptedModel:
    """A model that answers once, for somewhat longer than that."""

    async def script(model: ScriptedSession) -> None:
        await model.user_says("Tell me everything.", seconds=1.0)
        await model.answer(TEXTS[0], seconds=seconds + 2.0)

    return ScriptedModel(script)


async def speaking_alone(seconds: float) -> Expense:
    """The cost of speaking to somebody who does not listen."""

    room, user = LocalRoom(), LocalRoom()
    await room.connect("local://alone", AGENT)
    await user.connect("local://alone", CALLER)
    agent = MultimodalAgent(model=telling(seconds))
    agent.start(room)
    await asyncio.sleep(2.0)
    with metered() as expense:
        await asyncio.sleep(seconds)
    await agent.aclose()
    await user.disconnect()
    await room.disconnect()
    return expense


async def turns(seconds: float) -> Figure:
    """The processor time of a conversation of turns."""
    count = max(round(seconds / TURN_SECONDS), 1)

    async def script(model: ScriptedSession) -> None:
        for number in range(count):
            await model.user_says("And then?", seconds=2.0)
            await model.answer(TEXTS[number % len(TEXTS)], seconds=ANSWER_SECONDS)
            await asyncio.sleep(TURN_SECONDS - 2.0)

    async def part(caller: Caller) -> None:
        async with microphone_open(caller):
            await asyncio.sleep(count * TURN_SECONDS)

    async with Conversation.open(
        ScriptedModel(script), None, sample_rate=MICROPHONE_RATE
    ) as conversation:
        with metered() as expense:
            await conversation.hold(part)
    return Figure(
        name="Processor time per minute of conversation, without a model",
        measured=f"{expense.cpu_per_minute:.2f} s",
        how=(
            f"{HOW} The microphone is open throughout; in each half minute the user speaks for "
            f"2 s and the agent for {ANSWER_SECONDS:.0f} s, with captions."
        ),
    )


def embedded_cost(expense: Expense) -> Figure:
    """The processor time of the barge-ins."""
    return Figure(
        name="Processor time per minute of conversation, with the embedded model",
        measured=f"{expense.cpu_per_minute:.2f} s",
        how=(
            "The barge-ins above, on virtual time: voice activity detection, recognition, "
            "synthesis of tellings that are mostly thrown away, room and recording, all threads."
        ),
    )
