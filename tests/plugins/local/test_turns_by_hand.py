"""Push-to-talk with the embedded model: a pause ends nothing, only the agent does."""

import pytest

from antiphon.core import messages as m
from antiphon.realtime import ConfigureTurns
from tests.plugins.local.test_local_session import Line, Recognizer, Responder, line, says

LEFT_ALONE = ConfigureTurns(interrupt_response=False, create_response=False, detect=False)


async def speaks_with_a_pause(scene: Line) -> None:
    await scene.speak(1.0)
    await scene.silence(3.0)
    await scene.speak(1.0)


async def test_a_turn_is_all_that_was_heard_when_it_ends() -> None:
    stt = Recognizer("hello there")
    async with line(stt, Responder(says("Hello."))) as scene:
        scene.session.send(LEFT_ALONE)
        await scene.silence(1.0)
        await speaks_with_a_pause(scene)
        assert scene.kinds() == ["UserStarted"]
        scene.session.send(m.CommitAudio())
        await scene.silence(1.0)
        assert scene.kinds() == ["UserStarted", "UserStopped", "UserCommitted", "UserTranscribed"]
        assert stt.heard[-1] == pytest.approx(5.0, abs=0.5)


async def test_what_is_cleared_is_part_of_no_turn() -> None:
    stt = Recognizer("hello there")
    async with line(stt, Responder(says("Hello."))) as scene:
        scene.session.send(LEFT_ALONE)
        await scene.silence(1.0)
        await speaks_with_a_pause(scene)
        scene.session.send(m.ClearAudio())
        scene.session.send(m.CommitAudio())
        await scene.silence(1.0)
        assert scene.kinds() == ["UserStarted"]
        await scene.speak(1.0)
        scene.session.send(m.CommitAudio())
        await scene.silence(1.0)
        assert len(scene.all(m.UserCommitted)) == 1
        assert stt.heard[-1] == pytest.approx(1.0, abs=0.5)


async def test_what_was_guessed_of_a_cleared_turn_is_not_taken_for_the_next() -> None:
    async with line(Recognizer("wrong", "right"), Responder(says("Hello."))) as scene:
        scene.session.send(LEFT_ALONE)
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(0.3)
        scene.session.send(m.ClearAudio())
        await scene.speak(1.0)
        scene.session.send(m.CommitAudio())
        await scene.silence(1.0)
        (words,) = scene.all(m.UserTranscribed)
        assert words.text == "right"
