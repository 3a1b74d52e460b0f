"""Faults of the line to OpenAI: rows 1 to 4, 7, 8, 10 to 16, 20 and 47, told at the agent.

Whenever the line goes, what was asked is answered once, nothing that was said or done is missing
in the conversation, and the new session knows all of it.
"""

import asyncio
import logging
from collections import Counter
from email.utils import formatdate
from typing import Any

import pytest

from antiphon import clock
from antiphon.errors import ModelConnectionError, ModelError, ModelProtocolError, ModelRefused
from antiphon.llm import ChatAudio, ChatContext, FunctionContext, ToolCall
from antiphon.plugins.openai.realtime import RealtimeModel
from antiphon.plugins.wire import Connection, Dialer, Endpoint
from antiphon.testing.fake_openai import (
    Abort,
    Answer,
    Calls,
    Close,
    FakeConnection,
    FakeOpenAI,
    NeverEnds,
    Options,
    Rewrite,
)
from antiphon.testing.scripted import tone
from tests.plugins.openai.realtime.stage import KEY, Scene, conversation

QUESTION, ANSWER = "Will it rain tomorrow?", "No, it will stay dry."


def asked(answers: int = 2, **options: Any) -> FakeOpenAI:
    """A service that hears the question, however often, and knows the answer."""
    return FakeOpenAI(
        answers=[Answer(ANSWER, seconds=2.0)] * answers,
        heard=[QUESTION] * 3,
        options=Options(**options),
    )


def texts(line: FakeConnection) -> list[str]:
    """What the service's conversation says, item by item."""
    parts = [item.get("content") or [{}] for item in line.conversation]
    return [part[0].get("text") or part[0].get("transcript") or "" for part in parts]


async def answered_once(scene: Scene) -> None:
    """Wait until the question is answered; it stays at one question and one answer."""
    await scene.until("agent_speech_committed")
    await asyncio.sleep(20.0)
    assert scene.told("user_speech_committed") == [QUESTION]
    assert scene.told("agent_speech_committed") == [ANSWER]
    assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
    assert scene.troubles == ["model_lost", "model_restored"]
    assert len(scene.service.sessions) == 2
    assert scene.agent.state == "listening"


@pytest.mark.parametrize(
    "fault", [Abort(), Close(1001), Close(1009), Close(1011, "oops"), Close(1012), Close(1013)]
)
@pytest.mark.parametrize(
    ("moment", "type"),
    [
        ("after", "input_audio_buffer.speech_started"),
        ("before", "input_audio_buffer.speech_stopped"),
        ("before", "input_audio_buffer.committed"),
        ("after", "input_audio_buffer.committed"),
        ("before", "response.created"),
        ("after", "response.created"),
        ("after", "response.content_part.added"),
    ],
)
async def test_fault_01_the_line_breaks_between_a_question_and_the_first_sound_of_its_answer(
    moment: str, type: str, fault: Any
) -> None:
    service = asked(starting=0.3)
    getattr(service, moment)(type, fault)
    async with conversation(service) as scene:
        await scene.speak()
        await answered_once(scene)
        assert texts(scene.line) == [QUESTION, ANSWER]


async def test_fault_01_the_line_breaks_before_the_words_of_an_answered_question_are_known() -> (
    None
):
    service = asked(transcription_delay=30.0, starting=0.1)
    service.after("response.created", Abort())
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(5.0)
        (_, question), answer = scene.said
        assert isinstance(question, ChatAudio)
        assert answer == ("assistant", ANSWER)
        assert [item["role"] for item in scene.line.conversation] == ["user", "assistant"]
        assert scene.told("agent_speech_committed") == [ANSWER]


async def broken_answer(scene: Scene) -> str:
    """The line breaks after three seconds of an answer; what was heard of it, as it is told."""
    await scene.until("agent_started_speaking")
    await asyncio.sleep(3.0)
    scene.line.abort()
    await scene.until("agent_speech_interrupted")
    await asyncio.sleep(5.0)
    assert scene.troubles == ["model_lost", "model_restored"]
    return str(scene.told("agent_speech_interrupted")[0])


async def test_fault_01_what_was_heard_of_a_broken_answer_is_what_the_new_session_knows() -> None:
    words = "It will stay dry today. Then it will rain all week long."
    service = FakeOpenAI(
        answers=[Answer(words, seconds=8.0), Answer("Yes.")], options=Options(pace=1.2)
    )
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        heard = await broken_answer(scene)
        assert heard.startswith("It will stay dry today. Then") and "week" not in heard
        assert scene.said == [("assistant", heard)]
        assert texts(scene.line) == [heard.removesuffix("...")]
        assert "response.create" not in scene.line.types_received()


async def test_fault_01_who_heard_less_than_a_sentence_of_a_broken_answer_hears_the_rest() -> None:
    words = "No, it will stay quite dry tomorrow"
    service = FakeOpenAI(
        answers=[Answer(words, seconds=7.0), Answer("dry all day.")],
        heard=[QUESTION],
        options=Options(pace=1.2),
    )
    async with conversation(service) as scene:
        await scene.speak()
        heard = await broken_answer(scene)
        assert heard.startswith("No, it will") and "tomorrow" not in heard
        assert scene.told("agent_speech_committed") == ["dry all day."]
        asked = [QUESTION, heard.removesuffix("..."), "dry all day."]
        assert texts(scene.line) == asked
        assert scene.line.types_received().count("response.create") == 1
        assert scene.said == [
            ("user", QUESTION),
            ("assistant", heard),
            ("assistant", "dry all day."),
        ]


async def test_fault_01_who_breaks_in_on_a_broken_answer_is_answered_instead() -> None:
    words = "No, it will stay quite dry tomorrow"
    service = FakeOpenAI(
        answers=[Answer(words, seconds=7.0), Answer("As you like.")],
        heard=[QUESTION, "Never mind."],
    )
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_started_speaking")
        scene.line.abort()
        await service.connected(2)
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(10.0)
        assert scene.told("agent_speech_committed") == ["As you like."]
        assert "response.create" not in scene.line.types_received()


async def test_fault_01_an_answer_that_was_all_there_is_heard_to_its_end() -> None:
    service = asked(1)
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_started_speaking")
        await scene.line.said("response.done")
        await asyncio.sleep(0.1)
        scene.line.abort()
        await answered_once(scene)
        assert texts(scene.line) == [QUESTION, ANSWER]


async def test_fault_01_an_answer_that_lacks_nothing_but_its_end_is_not_said_twice() -> None:
    words = "see you tomorrow then"
    service = FakeOpenAI(answers=[Answer(words, seconds=2.0)] * 2, heard=[QUESTION])
    service.before("response.done", Abort())
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        await service.connected(2)
        await asyncio.sleep(10.0)
        assert scene.said == [("user", QUESTION), ("assistant", words)]
        assert texts(scene.line) == [QUESTION, words]
        assert "response.create" not in scene.line.types_received()


async def test_fault_01_the_line_breaks_twice_over_the_same_sentence() -> None:
    service = asked()
    service.after("input_audio_buffer.speech_started", Abort(), times=2)
    async with conversation(service) as scene:
        await scene.speak(2.0)
        await scene.until("agent_speech_committed")
        await asyncio.sleep(10.0)
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert len(service.sessions) == 3


async def test_fault_01_a_question_in_a_long_outage_is_answered_when_it_is_over() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        service.refuse_dials(None, times=8)
        scene.line.abort()
        await scene.speak(2.0)
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert set(scene.troubles) == {"model_lost", "model_restored"}


def slow_tool(runs: Counter[str], seconds: float) -> FunctionContext:
    tools = FunctionContext()

    @tools.ai_callable(description="The weather of a city")
    async def weather(city: str) -> str:
        runs[city] += 1
        await asyncio.sleep(seconds)
        return f"dry in {city}"

    return tools


def calling(number: int = 1, city: str = "Rome") -> Calls:
    return Calls(
        ToolCall(call_id=f"call_{number}", name="weather", arguments=f'{{"city": "{city}"}}')
    )


def outputs(line: FakeConnection) -> list[tuple[str, str]]:
    """The calls and outputs that the service has, in order."""
    kinds = {"function_call": "arguments", "function_call_output": "output"}
    items = [item for item in line.conversation if item["type"] in kinds]
    return [(item["type"], item[kinds[item["type"]]]) for item in items]


ONE_ROUND = [("function_call", '{"city": "Rome"}'), ("function_call_output", "dry in Rome")]


@pytest.mark.parametrize("seconds", [1.0, 6.0], ids=["while the line is lost", "when it is back"])
async def test_fault_02_the_line_breaks_while_a_tool_runs(seconds: float) -> None:
    runs: Counter[str] = Counter()
    service = FakeOpenAI(answers=[calling(), Answer(ANSWER)], heard=[QUESTION])
    async with conversation(service, fnc_ctx=slow_tool(runs, seconds)) as scene:
        await scene.speak()
        await scene.until("function_calls_collected")
        if seconds < 5.0:
            service.refuse_dials(None, times=4)
        scene.line.abort()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(10.0)
        assert runs == {"Rome": 1}
        assert outputs(scene.line) == ONE_ROUND
        assert scene.line.types_received().count("response.create") == 1
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert len(scene.told("function_calls_finished")) == 1


@pytest.mark.parametrize(
    ("moment", "type", "nth"),
    [
        ("upon", "conversation.item.create", 1),
        ("before", "conversation.item.added", 3),
        ("after", "conversation.item.done", 3),
        ("upon", "response.create", 1),
        ("before", "response.created", 2),
    ],
)
async def test_fault_03_the_line_breaks_between_an_output_and_its_reply(
    moment: str, type: str, nth: int
) -> None:
    runs: Counter[str] = Counter()
    service = FakeOpenAI(answers=[calling(), Answer(ANSWER), Answer(ANSWER)], heard=[QUESTION])
    getattr(service, moment)(type, Abort(), nth=nth)
    async with conversation(service, fnc_ctx=slow_tool(runs, 0.1)) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        await asyncio.sleep(10.0)
        assert runs == {"Rome": 1}
        assert outputs(scene.line) == ONE_ROUND
        assert scene.told("agent_speech_committed") == [ANSWER]
        assert [role for role, _ in scene.said] == ["user", "assistant", "tool", "assistant"]


async def test_fault_03_an_output_that_is_there_already_is_taken_for_acknowledged() -> None:
    service = FakeOpenAI()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        message = ChatContext().append(role="user", text="Hi.").messages[0]
        create = scene.model.sessions[0].conversation.item.create
        assert await create(message)
        assert await create(message)
        assert scene.troubles == []


async def test_fault_04_a_line_that_is_half_open_is_found_within_20_seconds() -> None:
    service = asked()
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        silence = asyncio.create_task(scene.user.silence(30.0))
        await asyncio.sleep(1.0)
        scene.line.go_silent()
        began = asyncio.get_running_loop().time()
        await service.connected(2)
        assert asyncio.get_running_loop().time() - began <= 20.0
        await silence
        lost = Counter(scene.troubles)
        assert (lost["model_lost"], lost["model_restored"]) == (1, 1)
        assert lost["input_audio_dropped"] < 20


async def test_fault_07_a_slow_line_is_not_taken_for_a_dead_one() -> None:
    service = FakeOpenAI(
        answers=[Answer("one two three four five six", seconds=6.0)] * 2, latency=0.8
    )
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        await asyncio.sleep(2.0)
        await scene.speak()
        cut = await scene.line.got("conversation.item.truncate")
        assert cut["audio_end_ms"] < 5000
        await scene.user.silence(60.0)
        assert scene.troubles == []
        assert len(service.sessions) == 1


async def test_fault_08_nobody_is_there_and_then_somebody_is() -> None:
    service = asked()
    service.refuse_dials(None, times=3)
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]
        assert scene.troubles == ["model_unreachable"] * 3
        assert all(error.retry_in is not None for error in scene.told("error"))


async def test_fault_08_after_a_minute_without_a_service_the_conversation_fails() -> None:
    service = FakeOpenAI()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(20.0)
        service.refuse_dials(None, times=1000)
        began = asyncio.get_running_loop().time()
        scene.line.abort()
        with pytest.raises(ModelConnectionError):
            await scene.agent.wait_closed()
        assert 50.0 < asyncio.get_running_loop().time() - began < 75.0
        assert scene.troubles[-1] == "session_failed"
        assert scene.events[-1] == "closed"


@pytest.mark.parametrize("status", [401, 403])
async def test_fault_10_a_key_that_is_refused_ends_the_conversation_at_once(status: int) -> None:
    service = FakeOpenAI()
    service.refuse_dials(status, times=10)
    async with conversation(service) as scene:
        with pytest.raises(ModelRefused) as refused:
            await scene.agent.wait_closed()
        assert len(service.dials) == 1
        assert scene.troubles == ["session_failed"]
        assert KEY not in f"{refused.value!r} {scene.told('error')!r}"


@pytest.mark.parametrize(
    ("seconds", "waited"), [(7.0, 7.0), (3600.0, 30.0), (0.0, 0.0)], ids=["7", "an hour", "none"]
)
@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
async def test_fault_11_a_service_that_is_busy_is_waited_for_as_long_as_it_says(
    seconds: float, waited: float, as_date: bool
) -> None:
    service = asked()
    until = formatdate(clock.wall() + seconds, usegmt=True)
    service.refuse_dials(429, headers={"Retry-After": until if as_date else f"{seconds:.0f}"})
    async with conversation(service) as scene:
        await service.connected()
        (busy,) = scene.told("error")
        assert (busy.kind, busy.recoverable) == ("rate_limited", True)
        assert waited - 2.0 * as_date <= busy.retry_in <= waited + 0.25
        assert asyncio.get_running_loop().time() >= busy.retry_in


async def test_fault_11_a_service_that_is_busy_when_it_is_called_again_says_so_too() -> None:
    service = asked()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        service.refuse_dials(429, headers={"Retry-After": "7"})
        scene.line.abort()
        await service.connected(2)
        await asyncio.sleep(1.0)
        assert scene.troubles == ["model_lost", "rate_limited", "model_restored"]
        assert 7.0 <= scene.told("error")[1].retry_in <= 12.0


@pytest.mark.parametrize("status", [500, 502, 503, 529])
async def test_fault_12_a_service_that_is_ill_is_asked_again(status: int) -> None:
    service = asked()
    service.refuse_dials(status, times=2)
    async with conversation(service) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        assert scene.said == [("user", QUESTION), ("assistant", ANSWER)]


@pytest.mark.parametrize(
    ("status", "headers"), [(200, {}), (302, {"Location": "https://evil.test"})]
)
async def test_fault_13_who_is_no_such_service_is_not_asked_again(
    status: int, headers: dict[str, str]
) -> None:
    service = FakeOpenAI()
    service.refuse_dials(status, headers=headers, times=10)
    async with conversation(service) as scene:
        with pytest.raises(ModelError) as refused:
            await scene.agent.wait_closed()
        assert isinstance(refused.value, ModelProtocolError | ModelRefused)
        assert len(service.dials) == 1


async def test_fault_14_a_session_expires_in_the_middle_of_a_sentence() -> None:
    service = asked()
    async with conversation(service) as scene:
        await scene.until("state", 2)
        speaking = asyncio.create_task(scene.speak(2.0))
        await asyncio.sleep(1.2)
        scene.line.expire()
        await speaking
        await answered_once(scene)


@pytest.mark.parametrize("reuses_ids", [False, True])
async def test_fault_14_a_session_is_replaced_while_the_agent_speaks(reuses_ids: bool) -> None:
    story = " ".join(f"word{n}" for n in range(60))
    service = FakeOpenAI(
        answers=[Answer(story, seconds=60.0), Answer(ANSWER)],
        heard=[QUESTION],
        options=Options(session_seconds=600.0, pace=30.0),
    )
    service.reuse_ids = reuses_ids
    async with conversation(service) as scene:
        await asyncio.sleep(520.0)
        scene.agent.generate_reply()
        await service.connected(2)
        await asyncio.sleep(1.0)
        assert scene.agent.state == "speaking"
        await scene.speak()
        await scene.until("agent_speech_committed")
        heard = scene.told("agent_speech_interrupted")[0].removesuffix("...")
        assert heard.startswith("word0 word1") and not heard.endswith("word59")
        assert texts(scene.line) == [heard, QUESTION, ANSWER] or texts(scene.line) == [
            QUESTION,
            heard,
            ANSWER,
        ]
        assert scene.troubles == []


async def test_fault_14_a_session_whose_clock_is_wrong_is_not_replaced_over_and_over() -> None:
    service = FakeOpenAI()

    def long_ago(event: dict[str, Any]) -> list[dict[str, Any]]:
        return [event | {"session": event["session"] | {"expires_at": 1000}}]

    service.before("session.updated", Rewrite(long_ago))
    async with conversation(service):
        await asyncio.sleep(100.0)
        assert len(service.sessions) == 1


async def test_fault_15_a_second_violation_of_a_policy_ends_the_conversation() -> None:
    service = FakeOpenAI()
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        scene.line.close(1008, "policy")
        await service.connected(2)
        await asyncio.sleep(1.0)
        scene.line.close(1008, "policy")
        with pytest.raises(ModelRefused, match="twice: policy"):
            await scene.agent.wait_closed()


async def test_fault_16_a_service_that_does_not_close_is_left_within_a_second() -> None:
    service = FakeOpenAI()
    service.answers_close = False
    async with conversation(service) as scene:
        await service.connected()
        await asyncio.sleep(1.0)
        began = asyncio.get_running_loop().time()
        await scene.agent.aclose()
        assert asyncio.get_running_loop().time() - began <= 1.0


async def test_fault_47_a_new_session_may_count_its_ids_from_one_again() -> None:
    service = FakeOpenAI(
        answers=[calling(1), Answer("One."), calling(1), Answer("Two.")],
        heard=["First.", "Second."],
    )
    service.reuse_ids = True
    runs: Counter[str] = Counter()
    async with conversation(service, fnc_ctx=slow_tool(runs, 0.1)) as scene:
        await scene.speak()
        await scene.until("agent_speech_committed")
        scene.line.abort()
        await service.connected(2)
        await scene.speak()
        await scene.until("agent_speech_committed", 2)
        assert runs == {"Rome": 2}
        roles = [role for role, _ in scene.said]
        assert roles == ["user", "assistant", "tool", "assistant"] * 2
        assert len(scene.line.conversation) == 8
        assert scene.troubles == ["model_lost", "model_restored"]


async def test_a_stalled_answer_is_given_up_with_the_line() -> None:
    service = FakeOpenAI(
        answers=[NeverEnds(Answer(ANSWER, seconds=2.0), after=0.4), Answer(ANSWER)]
    )
    async with conversation(service) as scene:
        scene.agent.generate_reply()
        await scene.until("agent_started_speaking")
        scene.line.abort()
        await asyncio.sleep(10.0)
        assert scene.agent.state == "listening"


async def test_a_key_is_nowhere_to_be_seen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    service = FakeOpenAI()
    async with conversation(service) as scene:
        await service.connected()
        session = scene.model.sessions[0]
        service.refuse_dials(None, times=3)
        scene.line.abort()
        await asyncio.sleep(5.0)
        service.refuse_dials(401)
        scene.line.abort()
        with pytest.raises(ModelError) as error:
            await scene.agent.wait_closed()
        shown = [repr(x) for x in (scene.model, session, error.value, scene.told("error"))]
        shown += [str(vars(session)), str(vars(scene.model))]
        assert KEY not in "".join(shown) + caplog.text


async def test_fault_20_a_hundred_sessions_that_lose_the_service_do_not_storm_it() -> None:
    service = FakeOpenAI(latency=0.05)
    crowd = Crowd(service.dialer())
    model = RealtimeModel(api_key=KEY, dialer=crowd)
    sessions = [model.session() for _ in range(100)]
    lines = await asyncio.gather(*(service.connected(n + 1) for n in range(100)))
    await asyncio.sleep(20.0)
    began = asyncio.get_running_loop().time()
    for line in lines:
        line.abort()
    await service.connected(200)
    assert asyncio.get_running_loop().time() - began < 10.0
    assert crowd.most_at_once == 8
    await asyncio.gather(*(session.aclose() for session in sessions))


class Crowd:
    """Counts who dials at the same time."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._at_once = 0
        self.most_at_once = 0

    async def dial(self, endpoint: Endpoint) -> Connection:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await asyncio.sleep(0.1)
        self._at_once -= 1
        return await self._dialer.dial(endpoint)


async def test_fault_01_a_session_left_alone_loses_no_word_either() -> None:
    service = asked()
    model = RealtimeModel(api_key=KEY, dialer=service.dialer())
    alone = model.session(chat_ctx=ChatContext().append(role="system", text="Be brief."))
    first = await service.connected()
    await first.said("conversation.item.done")
    for n in range(25):
        frame = tone(0.1)
        if n >= 12:
            frame.samples[:] = 0
        if n == 6:
            first.abort()
        alone.input_audio_buffer.append(frame)
        await asyncio.sleep(0.1)
    line = await service.connected(2)
    await line.said("response.done")
    await asyncio.sleep(1.0)
    assert texts(line) == ["Be brief.", QUESTION, ANSWER]
    contents = [message.content for message in alone.chat_ctx_copy().messages]
    assert contents == ["Be brief.", QUESTION, ANSWER]
    await model.aclose()


@pytest.mark.parametrize(
    ("moment", "repeats"), [("response.content_part.done", 1), ("response.done", 0)]
)
async def test_fault_01_a_session_left_alone_repeats_an_answer_only_where_something_lacks(
    moment: str, repeats: int
) -> None:
    service = asked()
    service.before(moment, Abort())
    model = RealtimeModel(api_key=KEY, dialer=service.dialer())
    alone = model.session()
    alone.response.create()
    line = await service.connected(2)
    await asyncio.sleep(10.0)
    assert line.types_received().count("response.create") == repeats
    await model.aclose()


async def test_fault_01_a_line_that_breaks_over_and_over_but_answers_in_between_is_kept() -> None:
    service = FakeOpenAI(answers=lambda _: Answer("Yes.", seconds=1.0))
    async with conversation(service) as scene:
        for nth in range(1, 9):
            await scene.speak()
            await scene.until("agent_speech_committed", nth)
            await asyncio.sleep(9.0)
            scene.line.abort()
        await scene.speak()
        await scene.until("agent_speech_committed", 9)
        assert clock.now() > 75.0
        assert set(scene.troubles) == {"model_lost", "model_restored"}
