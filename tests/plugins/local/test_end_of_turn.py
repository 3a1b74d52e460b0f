"""A caller who pauses is not cut off, one who has finished is answered soon."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.errors import ConfigurationError
from antiphon.llm import ChatChunk, ChatContext, FunctionContext, ToolCall
from antiphon.plugins.local import TurnOptions
from antiphon.realtime import AudioDelta, ConfigureTurns, SetTools
from antiphon.stt import SpeechEvent
from tests.plugins.local.test_local_session import Line, Recognizer, Responder, line, says

ADAPTIVE = TurnOptions()
HOW_LONG = "Could you tell me how long it takes?"


class Foresighted(Responder):
    """May be asked in vain; understands what it was told to, and remembers who let go of it."""

    can_draft = True

    def __init__(self, *answers: list[ChatChunk], suffices: bool | None = None) -> None:
        super().__init__(*answers)
        self.suffices = suffices
        self.closed = 0

    def understands(
        self, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> bool | None:
        return self.suffices

    async def chat(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> AsyncIterator[ChatChunk]:
        try:
            async for chunk in super().chat(chat_ctx=chat_ctx, fnc_ctx=fnc_ctx):
                yield chunk
        finally:
            self.closed += 1


async def silence_until_the_end(scene: Line) -> float:
    """How long the caller has been silent when their turn is over."""
    await scene.silence(1.0)
    await scene.speak(1.0)
    silent = 0.0
    while not scene.all(m.UserStopped):
        await scene.silence(0.02)
        silent += 0.02
    return silent


@pytest.mark.parametrize(
    ("text", "suffices", "seconds"),
    [
        (HOW_LONG, None, 0.25),
        ("Set a timer for twenty minutes", True, 0.25),
        ("Good evening.", None, 0.4),
        ("Please set a timer.", False, 0.4),
        ("Milk, eggs and", None, 1.6),
        ("My number is five five", None, 1.6),
        ("", None, 0.4),
    ],
)
async def test_the_end_is_waited_for_by_what_was_said(
    text: str, suffices: bool | None, seconds: float
) -> None:
    llm = Foresighted(says("Fine."), suffices=suffices)
    async with line(Recognizer(text), llm, turn_detection=ADAPTIVE) as scene:
        assert await silence_until_the_end(scene) == pytest.approx(seconds, abs=0.05)


@pytest.mark.parametrize(("seconds", "more"), [(1.0, 0.6), (0.0, 1.6)])
async def test_a_microphone_that_sends_nothing_more_is_silent(seconds: float, more: float) -> None:
    async with line(Recognizer("Milk and"), Foresighted(), turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(seconds)
        await asyncio.sleep(more - 0.1)
        assert not scene.all(m.UserStopped)
        await asyncio.sleep(0.3)
        assert [event.text for event in scene.all(m.UserTranscribed)] == ["Milk and"]


async def test_a_microphone_that_sends_late_is_waited_for() -> None:
    async with line(Recognizer("Fine."), Foresighted(), turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(0.36)
        await asyncio.sleep(0.4)
        await scene.speak(1.0)
        assert not scene.all(m.UserStopped)


async def test_without_a_sound_a_turn_that_only_a_button_ends_goes_on() -> None:
    async with line(Recognizer("Fine."), Foresighted(), turn_detection=ADAPTIVE) as scene:
        by_hand = ConfigureTurns(interrupt_response=False, create_response=False, detect=False)
        scene.session.send(by_hand)
        await scene.silence(1.0)
        await scene.speak(1.0)
        await asyncio.sleep(10.0)
        assert not scene.all(m.UserStopped)


async def test_a_recognizer_that_breaks_is_no_reason_to_wait_longer() -> None:
    stt = Recognizer(RuntimeError("no memory"))
    async with line(stt, Foresighted(), turn_detection=ADAPTIVE) as scene:
        assert await silence_until_the_end(scene) == pytest.approx(0.4, abs=0.05)
        await scene.silence(0.2)
        assert [event.kind for event in scene.all(m.ModelTroubled)] == ["transcription_failed"]


async def test_a_caller_who_pauses_after_and_is_not_cut_off() -> None:
    stt = Recognizer("Put milk and", "Put milk and bread on my list.")
    llm = Foresighted(says("Milk."), says("Milk and bread."))
    async with line(stt, llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(1.4)
        await scene.speak(1.0)
        await scene.silence(1.0)
        said = [event.text for event in scene.all(m.UserTranscribed)]
        assert said == ["Put milk and bread on my list."]
        assert len(scene.all(m.UserStarted)) == 1


async def test_a_recognizer_that_takes_long_is_waited_for() -> None:
    class Slow(Recognizer):
        async def recognize(self, frame: AudioFrame) -> SpeechEvent:
            await asyncio.sleep(0.7)
            return await super().recognize(frame)

    stt = Slow("Put milk and", "Put milk and bread on my list.")
    async with line(stt, Foresighted(says("Yes."), says("Yes.")), turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(1.2)
        assert not scene.all(m.UserStopped)


async def test_the_answer_is_there_when_the_turn_is_over() -> None:
    llm = Foresighted(says("It takes an hour.", " Or two."))
    async with line(Recognizer("how long does it take"), llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(0.38)
        assert len(llm.contexts) == 1
        assert scene.kinds() == ["UserStarted"]
        await scene.silence(0.06)
        assert scene.all(AudioDelta)
        await scene.silence(1.0)
        assert len(llm.contexts) == 1
        assert scene.text() == "It takes an hour. Or two."
        assert len(scene.all(m.ResponseCreated)) == len(scene.all(m.ResponseDone)) == 1


async def test_an_answer_to_half_of_it_is_thrown_away_unheard() -> None:
    stt = Recognizer("put milk", "put milk in the tea")
    llm = Foresighted(says("On your list?"), says("Done."))
    async with line(stt, llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.36)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert scene.text() == "Done."
        assert llm.closed == len(llm.contexts) == 2
        texts = [[message.content for message in x.messages] for x in llm.contexts]
        assert texts == [["Be brief.", "put milk"], ["Be brief.", "put milk in the tea"]]
        assert [event.status for event in scene.all(m.ResponseDone)] == ["completed"]


async def test_no_tool_is_called_before_the_turn_is_over() -> None:
    call = ToolCall(call_id="c1", name="light", arguments="{}")
    stt = Recognizer("lights on", "lights on or rather off")
    llm = Foresighted([ChatChunk(tool_calls=(call,))], says("Off."))
    async with line(stt, llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.36)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert len(llm.contexts) == 2
        assert not scene.all(m.ToolCallsReceived)
        assert scene.text() == "Off."


async def test_a_tool_that_is_wanted_is_called_once() -> None:
    call = ToolCall(call_id="c1", name="light", arguments="{}")
    llm = Foresighted([ChatChunk(tool_calls=(call,))])
    async with line(Recognizer("lights on"), llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert [event.calls for event in scene.all(m.ToolCallsReceived)] == [(call,)]


async def test_a_timer_that_was_set_too_soon_never_rings() -> None:
    class Timed(Foresighted):
        async def chat(
            self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
        ) -> AsyncIterator[ChatChunk]:
            scene.session.remind(5.0)
            async for chunk in super().chat(chat_ctx=chat_ctx, fnc_ctx=fnc_ctx):
                yield chunk

    stt = Recognizer("set a timer", "set a timer for five")
    llm = Timed(says("For how long?"), says("It is set."))
    async with line(stt, llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.36)
        await scene.speak(0.5)
        await scene.silence(10.0)
        assert len(llm.contexts) == 2
        assert len(scene.all(m.ReplyRequested)) == 1


async def test_a_long_answer_is_not_made_before_it_is_wanted() -> None:
    sentences = [f" And this is the sentence number {n}." for n in range(20)]
    llm = Foresighted(says("Once upon a time.", *sentences))
    async with line(Recognizer("tell me and"), llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.5)
        assert (len(llm.contexts), llm.closed) == (1, 0)
        await scene.silence(3.0)
        assert (len(llm.contexts), llm.closed) == (1, 1)


async def test_a_text_model_that_does_not_say_so_is_not_asked_in_vain() -> None:
    llm = Responder(says("Yes."))
    async with line(Recognizer("are you there"), llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.36)
        assert not llm.contexts
        await scene.silence(1.0)
        assert scene.text() == "Yes."


async def test_an_answer_to_what_has_changed_meanwhile_is_made_anew() -> None:
    llm = Foresighted(says("Without tools."), says("With tools."))
    async with line(Recognizer("are you there"), llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.36)
        scene.session.send(SetTools(tools=(tools := FunctionContext())))
        await scene.silence(1.0)
        assert llm.tools == [None, tools]
        assert scene.text() == "With tools."


async def test_what_the_program_has_said_meanwhile_takes_the_place_of_the_draft() -> None:
    llm = Foresighted(says("Yes."), says("Still yes."))
    async with line(Recognizer("are you there"), llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.36)
        scene.session.send(m.Say(request_id="q1", text="One moment."))
        await scene.silence(1.0)
        assert scene.text() == "One moment.Still yes."


async def test_a_draft_is_the_answer_that_the_agent_asks_for() -> None:
    llm = Foresighted(says("Yes."))
    async with line(Recognizer("are you there"), llm, turn_detection=ADAPTIVE) as scene:
        scene.session.send(ConfigureTurns(interrupt_response=False, create_response=False))
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.5)
        assert not scene.all(m.ResponseCreated)
        scene.session.send(m.CreateResponse(request_id="q1"))
        assert [event.request_id for event in scene.all(m.ResponseCreated)] == ["q1"]
        assert scene.text() == "Yes."
        assert len(llm.contexts) == 1


async def test_a_draft_that_failed_is_a_failure_only_where_it_is_wanted() -> None:
    stt = Recognizer("put milk", "put milk in the tea")
    llm = Foresighted()
    async with line(stt, llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.36)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert len(llm.contexts) == 2
        assert [event.kind for event in scene.all(m.ModelTroubled)] == ["llm_failed"]


async def test_a_word_is_heard_in_one_turn_only() -> None:
    stt = Recognizer(HOW_LONG, "all right")
    llm = Foresighted(says("An hour."), says("Yes."))
    async with line(stt, llm, turn_detection=ADAPTIVE) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(0.3)
        assert len(scene.all(m.UserStopped)) == 1
        await scene.speak(1.0)
        await scene.silence(1.0)
        first, second = stt.heard
        assert first == pytest.approx(1.0 + 0.38 + 0.13, abs=0.05)
        assert second == pytest.approx(0.3 + 1.0 + 0.13, abs=0.05)


@pytest.mark.parametrize(
    "options",
    [{"finished_silence": 0.5}, {"unfinished_silence": 0.3}, {"finished_silence": 0.0}],
)
def test_silences_that_do_not_fit_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match="choose 0 < finished <= min <= unfinished"):
        TurnOptions(**options)
