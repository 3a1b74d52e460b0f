"""The first turn of a fresh process is like any other: what it needs is there before."""

import subprocess
import sys

import pytest

FIRST_TURN = """
import sys
from antiphon.caller import Caller
from antiphon.cli.conversation import Conversation, microphone_open
from antiphon.cli.demo import clip
from antiphon.plugins.local import RealtimeModel
from antiphon.testing import virtual

known = set()

async def part(caller):
    greeting = clip("greeting")
    known.update(sys.modules)
    await caller.play(greeting)
    async with microphone_open(caller):
        await caller.until_agent_speaks()
        await caller.until_agent_quiet(0.5)

async def hold():
    model = RealtimeModel()
    await model.prewarm()
    assert "antiphon.plugins.local.dialogue.dialogue" in sys.modules
    async with Conversation.open(model, None, sample_rate=16_000) as conversation:
        await conversation.hold(part)

virtual.run(hold())
assert known
print(sorted(set(sys.modules) - known))
"""


@pytest.mark.timeout(120)
def test_nothing_is_imported_once_the_agent_listens() -> None:
    pytest.importorskip("hibari")
    done = subprocess.run(
        [sys.executable, "-c", FIRST_TURN], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[]\n"
