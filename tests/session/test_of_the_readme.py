"""The test that the README shows, as it stands there."""

import re
from pathlib import Path

from antiphon import MultimodalAgent
from antiphon.core.messages import CreateResponse
from antiphon.rooms import LocalRoom
from antiphon.testing import Caller, ScriptedModel, ScriptedSession

README = Path(__file__).parents[2] / "README.md"


async def test_the_greeting_is_heard() -> None:  # pytest -p antiphon.testing.pytest_plugin
    async def script(model: ScriptedSession) -> None:
        request = await model.expect(CreateResponse)
        await model.answer("Good morning.", seconds=1.0, request=request)

    room = LocalRoom()
    await room.connect("local://test", "agent")
    agent = MultimodalAgent(model=ScriptedModel(script))
    agent.start(room)
    async with Caller.join("test") as caller:
        agent.generate_reply()
        await caller.until_agent_quiet(1.0)
    assert agent.chat_ctx_copy().messages[-1].content == "Good morning."
    await agent.aclose()


def test_it_is_the_one_that_is_shown() -> None:
    shown = re.findall(r"```python\n(async def test_.*?)```", README.read_text(), re.DOTALL)
    assert shown
    assert all(program.strip() in Path(__file__).read_text() for program in shown)
