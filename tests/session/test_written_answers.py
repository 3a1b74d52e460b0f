"""A model that writes, and a voice that reads it aloud while it writes on."""

import asyncio

from antiphon.core import messages as m
from antiphon.realtime import Capabilities
from antiphon.testing.scripted import ScriptedSession
from tests.session.stage import Stage, stage
from tests.session.test_say import Voice

SENTENCES = ("It is dry everywhere today. ", "Tomorrow it will rain. ", "So take a coat.")
WRITES = Capabilities(writes=True)


async def writes(model: ScriptedSession) -> None:
    """Write a sentence every two seconds."""
    content = m.ContentId(response_id="r", item_id="written")
    model.report(m.ResponseCreated(response_id="r"))
    model.report(m.ContentAdded(content=content, kind="text"))
    for sentence in SENTENCES:
        for word in sentence.split():
            model.report(m.TextArrived(content=content, text=f"{word} "))
            await asyncio.sleep(2.0 / len(sentence.split()))
    model.report(m.ContentDone(content=content))
    model.report(m.ResponseDone(response_id="r"))


def at(scene: Stage, event: str) -> float:
    """When that was told first."""
    return next(record.at for record in scene.records if record.event == event)


async def test_the_first_sentence_is_heard_while_the_others_are_written() -> None:
    async with stage(writes, capabilities=WRITES, tts=Voice()) as scene:
        await scene.until("agent_speech_committed")
        told = "It is dry everywhere today. Tomorrow it will rain. So take a coat."
        assert scene.told("agent_speech_committed") == [told]
        assert 2.0 <= at(scene, "agent_started_speaking") < 2.6
        assert scene.events.count("agent_started_speaking") == 1
        deleted = await scene.model.expect(m.DeleteItem)
        created = await scene.model.expect(m.CreateItem)
        assert (deleted.item_id, created.message.content) == ("written", told)
        assert scene.model.unexpected() == []
        assert [x.content for x in scene.agent.chat_ctx_copy().messages] == [told]


async def test_a_user_who_breaks_in_stops_the_voice_and_the_pen() -> None:
    async def breaks_in(model: ScriptedSession) -> None:
        writing = asyncio.create_task(writes(model))
        await asyncio.sleep(5.5)
        model.report(m.UserStarted())
        await model.expect(m.CancelResponse)
        writing.cancel()
        model.report(m.ResponseDone(response_id="r", status="cancelled"))

    async with stage(breaks_in, capabilities=WRITES, tts=Voice()) as scene:
        await scene.until("agent_speech_interrupted")
        (heard,) = scene.told("agent_speech_interrupted")
        assert heard.startswith("It is dry everywhere today. Tomorrow") and "rain" not in heard
        await scene.model.expect(m.DeleteItem)
        created = await scene.model.expect(m.CreateItem)
        assert created.message.content == heard.removesuffix("...")
        await asyncio.sleep(10.0)
        assert scene.told("error") == []
        assert scene.agent.state == "listening"


async def test_a_voice_that_breaks_is_told_once() -> None:
    async with stage(writes, capabilities=WRITES, tts=Voice(broken="no voice today")) as scene:
        await asyncio.sleep(15.0)
        assert [trouble.kind for trouble in scene.told("error")] == ["response_failed"]
        assert scene.agent.state in ("listening", "thinking")
        await scene.model.expect(m.DeleteItem)
        assert scene.agent.state == "listening"
