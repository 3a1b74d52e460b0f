"""Ten minutes of conversation with twenty barge-ins, as a unit test."""

import asyncio

from antiphon.core import messages as m
from antiphon.testing import VirtualLoop
from antiphon.testing.scripted import ScriptedSession
from tests.session.stage import stage

TURNS = 20
SENTENCE = "one two three four five six seven eight nine ten eleven twelve"
WORD_MS = 1500
WORDS = tuple(
    m.Word(text=text, start_ms=n * WORD_MS, end_ms=n * WORD_MS + 1200)
    for n, text in enumerate(SENTENCE.split())
)


def words_heard(heard_ms: float) -> list[str]:
    """The words whose midpoint has passed."""
    return [word.text for word in WORDS if (word.start_ms + word.end_ms) / 2 <= heard_ms]


async def interrupted_again_and_again(model: ScriptedSession) -> None:
    """Thirty seconds a turn: a question, an answer of 18 s, cut off a little later each time."""
    for turn in range(TURNS):
        await model.user_says(f"question {turn}", seconds=2.0)
        content = await model.begin()
        model.report(m.TextArrived(content=content, text=SENTENCE, words=WORDS))
        model.speak(content, 18.0)
        model.finish(content)
        await asyncio.sleep(3.0 + turn * 0.7)
        model.report(m.UserStarted())
        await asyncio.sleep(0.5)
        model.report(m.UserStopped())
        await asyncio.sleep(24.5 - turn * 0.7)


async def test_every_interruption_of_ten_minutes_keeps_just_what_was_heard(
    virtual_loop: VirtualLoop,
) -> None:
    async with stage(interrupted_again_and_again) as scene:
        before = virtual_loop.wakeups
        await asyncio.sleep(600.0)
        wakeups = virtual_loop.wakeups - before
        interruptions = scene.told("agent_speech_interrupted")
        details = [r.detail for r in scene.records if r.event == "agent_speech_interrupted"]
        assert len(interruptions) == TURNS
        for text, detail in zip(interruptions, details, strict=True):
            assert text == " ".join(words_heard(detail["heard_ms"])) + "..."
            assert detail["generated_ms"] == 18_000
        truncations = [c for c in scene.model.commands if isinstance(c, m.Truncate)]
        assert [c.heard_ms for c in truncations] == [d["heard_ms"] for d in details]
        speaking = sum(d["heard_ms"] for d in details) / 1000
        assert wakeups < 55 * speaking + 2000, "more than a wake-up a slice while it speaks"
        assert scene.agent.state == "listening"
        assert len(scene.agent.chat_ctx_copy().messages) == 2 * TURNS


async def test_an_idle_conversation_costs_nothing(virtual_loop: VirtualLoop) -> None:
    async with stage() as scene:
        await asyncio.sleep(1.0)
        before = virtual_loop.wakeups
        await asyncio.sleep(3600.0)
        assert virtual_loop.wakeups - before <= 3
        assert scene.agent.state == "listening"


async def test_a_conversation_can_be_cancelled_at_every_one_of_its_steps() -> None:
    """After each number of turns of the loop that a conversation takes, up to its end."""

    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello", seconds=0.2)
        await model.answer("One two.", seconds=0.3)

    for steps in range(0, 160, 3):
        before = asyncio.all_tasks()
        async with stage(script) as scene:
            for _ in range(steps):
                await asyncio.sleep(0 if steps < 60 else 0.01)
            await scene.agent.aclose()
            assert scene.told("closed") == ["closed"]
            assert scene.events.count("agent_started_speaking") == scene.events.count(
                "agent_stopped_speaking"
            )
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == before
