"""A caller whose words nobody could find: what they hear, and what the program is told."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from antiphon import MultimodalAgent
from antiphon.caller import Caller
from antiphon.core.turns import TurnPolicy
from antiphon.plugins.local import RealtimeModel
from antiphon.plugins.local.wording import APOLOGY
from antiphon.rooms import LocalRoom
from antiphon.testing.scripted import tone
from tests.plugins.local.test_local_session import Recognizer, Responder, Voice, says
from tests.plugins.local.test_vad_ears import LoudnessVAD

if TYPE_CHECKING:
    from antiphon.core.messages import Trouble

BROKEN = RuntimeError("no memory")
BY_HAND = TurnPolicy(turn_detection="manual")


class Stage:
    """A caller, and an agent whose recognizer fails now and then."""

    def __init__(self, agent: MultimodalAgent, caller: Caller, llm: Responder) -> None:
        self.agent = agent
        self.caller = caller
        self.llm = llm
        self.troubles: list[Trouble] = []
        self.said: list[str] = []
        agent.on("error", self.troubles.append)
        agent.on("agent_speech_committed", self.said.append)

    async def speak(self) -> None:
        """The caller says something, and waits for an answer."""
        await self.caller.play(tone(0.8))
        await self.caller.silence(1.0)
        await self.caller.until_agent_quiet(0.5)


@asynccontextmanager
async def stage(
    stt: Recognizer, llm: Responder, turns: TurnPolicy | None = None
) -> AsyncGenerator[Stage]:
    room = LocalRoom()
    await room.connect("local://desk", "agent")
    model = RealtimeModel(vad=LoudnessVAD(), stt=stt, tts=Voice(), llm=llm)
    options: dict[str, Any] = {} if turns is None else {"turns": turns}
    agent = MultimodalAgent(model=model, **options)
    agent.start(room)
    try:
        async with Caller.join("desk") as caller:
            await caller.until_agent_quiet(0.1)
            yield Stage(agent, caller, llm)
    finally:
        await agent.aclose()
        await room.disconnect()


async def test_who_was_not_understood_hears_so_and_says_it_again() -> None:
    async with stage(Recognizer(BROKEN, "hello"), Responder(says("Good day."))) as play:
        for _ in range(2):
            await play.speak()
        assert play.said == [APOLOGY, "Good day."]
        assert [trouble.kind for trouble in play.troubles] == ["transcription_failed"]
        assert play.troubles[0].recoverable
        (context,) = play.llm.contexts
        assert [message.content for message in context.messages] == ["hello"]
        told = play.agent.chat_ctx_copy().messages
        assert [(each.role, each.content) for each in told] == [
            ("user", None),
            ("assistant", APOLOGY),
            ("user", "hello"),
            ("assistant", "Good day."),
        ]


async def test_where_the_agent_asks_for_answers_nobody_is_left_in_silence_either() -> None:
    turns = TurnPolicy(barge_in="pause")
    async with stage(Recognizer(BROKEN, "hello"), Responder(says("Good day.")), turns) as play:
        for _ in range(2):
            await play.speak()
        assert play.said == [APOLOGY, "Good day."]


async def test_a_turn_by_hand_is_answered_too() -> None:
    async with stage(Recognizer(BROKEN), Responder(), BY_HAND) as play:
        play.agent.start_turn()
        await play.caller.play(tone(0.8))
        play.agent.end_turn()
        await play.caller.silence(1.0)
        await play.caller.until_agent_quiet(0.5)
        assert play.said == [APOLOGY]


async def test_what_was_not_understood_while_the_agent_spoke_takes_no_turn_from_it() -> None:
    story = " ".join(["once"] * 40)
    turns = TurnPolicy(barge_in="pause", min_speech_seconds=2.0)
    async with stage(Recognizer(BROKEN), Responder(says(f"{story}.")), turns) as play:
        play.agent.generate_reply()
        await play.caller.until_agent_speaks()
        await play.speak()
        assert play.said == [f"{story}."]
        assert [trouble.kind for trouble in play.troubles] == ["transcription_failed"]


async def test_a_reply_that_was_asked_for_meanwhile_is_given_before_the_apology() -> None:
    class Slow(Recognizer):
        async def recognize(self, frame: Any) -> Any:
            await asyncio.sleep(1.0)
            return await super().recognize(frame)

    async with stage(Slow(BROKEN), Responder(says("By the way."))) as play:
        speaking = asyncio.create_task(play.speak())
        await asyncio.sleep(1.4)
        play.agent.generate_reply()
        await speaking
        await play.caller.until_agent_quiet(0.5)
        assert play.said == ["By the way.", APOLOGY]
