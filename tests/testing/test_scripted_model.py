"""A model that plays a part, and says when the play did not come off."""

import asyncio

import pytest

from antiphon.core import messages as m
from antiphon.testing import ScriptedModel, ScriptedSession
from antiphon.testing.scripted import Script
from tests.session.stage import stage


async def played(script: Script) -> ScriptedModel:
    """The model after a few seconds of conversation."""
    async with stage(script) as scene:
        await asyncio.sleep(5.0)
        return scene.scripted


async def test_a_play_that_came_off_is_verified() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.answer("Hello.", seconds=1.0)

    (await played(script)).verify()


async def test_a_script_that_goes_wrong_is_not_verified() -> None:
    async def script(model: ScriptedSession) -> None:
        raise ZeroDivisionError("a mistake of the test")

    with pytest.raises(ZeroDivisionError):
        (await played(script)).verify()


async def test_a_script_that_still_waits_is_not_verified() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.expect(m.Truncate)

    with pytest.raises(AssertionError, match="not over"):
        (await played(script)).verify()


async def test_what_nobody_expected_is_not_verified() -> None:
    async with stage() as scene:
        await scene.until("state", 2)
        scene.agent.generate_reply()
        with pytest.raises(AssertionError, match="nobody expected"):
            scene.scripted.verify()


async def test_another_command_than_the_one_expected_fails_the_script() -> None:
    async def script(model: ScriptedSession) -> None:
        await model.expect(m.Truncate)

    async with stage(script) as scene:
        scene.agent.generate_reply()
        with pytest.raises(AssertionError, match="expected Truncate"):
            await scene.agent.wait_closed()
        with pytest.raises(AssertionError, match="expected Truncate"):
            scene.scripted.verify()
