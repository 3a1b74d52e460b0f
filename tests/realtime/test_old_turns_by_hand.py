"""Push-to-talk, and what is written, with a model of 0.12."""

import asyncio

from antiphon.core.turns import TurnPolicy
from tests.realtime.stage import stage

BY_HAND = TurnPolicy(turn_detection="manual")


class Buffer:
    """The plugin's own, which the protocol does not know of."""

    def __init__(self) -> None:
        self.cleared = 0

    def clear(self) -> None:
        self.cleared += 1


async def test_a_turn_ends_with_its_buffer_and_is_answered() -> None:
    async with stage(turns=BY_HAND) as scene:
        scene.session.server_vad_enabled = False
        scene.agent.start_turn()
        scene.agent.end_turn()
        await asyncio.sleep(0.2)
        assert scene.calls("commit_audio_buffer", "create_response") == [("commit_audio_buffer",)]
        scene.session.emit("input_speech_committed")
        await asyncio.sleep(0.2)
        assert [name for name, *_ in scene.calls("create_response")] == ["create_response"]


async def test_a_turn_that_is_cancelled_is_cleared_where_the_model_can_do_that() -> None:
    async with stage(turns=BY_HAND) as scene:
        scene.agent.start_turn()
        scene.agent.cancel_turn()
        buffer = Buffer()
        vars(scene.session)["input_audio_buffer"] = buffer
        scene.agent.start_turn()
        scene.agent.cancel_turn()
        assert buffer.cleared == 1
        assert scene.told("error") == []


async def test_what_is_written_is_in_its_context_before_it_is_asked() -> None:
    async with stage() as scene:
        await scene.user.local_participant.send_text("What time is it?", topic="lk.chat")
        await asyncio.sleep(0.5)
        calls = [name for name, *_ in scene.calls("set_chat_ctx", "create_response")]
        assert calls == ["set_chat_ctx", "create_response"]
        assert scene.told("user_speech_committed") == ["What time is it?"]
