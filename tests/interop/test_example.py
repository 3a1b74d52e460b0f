"""The README's second example, as it stands: `examples/livekit_room.py`."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from livekit import api

from antiphon.llm import ToolCall
from antiphon.testing.fake_openai import Answer, Calls, FakeOpenAI
from tests.interop.guest import guest, room_name, until
from tests.interop.question import ask
from tests.interop.server import KEY, SECRET, LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

EXAMPLE = Path(__file__).parents[2] / "examples" / "livekit_room.py"
WELCOME, HOURS = "Welcome to the shop.", "On Monday we open at nine."


async def test_the_shopkeeper_of_the_example_answers_with_its_tool(server: LiveKitServer) -> None:
    call = ToolCall(call_id="call_1", name="opening_hours", arguments='{"day": "Monday"}')
    service = FakeOpenAI(
        answers=[Answer(WELCOME, 1.0), Calls(call), Answer(HOURS, 1.5)],
        heard=["When do you open on Monday?"],
        api_key="sk-example",
    )
    room = room_name()
    async with service.listening() as base_url, guest(server, "ann", room) as ann:
        environment = {
            **os.environ,
            "LIVEKIT_URL": server.url,
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET,
            "OPENAI_BASE_URL": base_url,
            "OPENAI_API_KEY": "sk-example",
        }
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-u", str(EXAMPLE), room, "ann"),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        await until(lambda: ann.states[-2:] == ["speaking", "listening"], 20.0)
        assert ann.loud_seconds() > 0.7
        await ask(ann)
        await until(lambda: ann.captions and ann.captions[-1].text == HOURS, 20.0)
        await until(lambda: ann.states[-1] == "listening")
        async with server.api() as operator:
            await operator.room.delete_room(api.DeleteRoomRequest(room=room))
        shown, complaint = await program.communicate()

    assert shown.decode().splitlines() == [
        f"agent: {WELCOME}",
        "user:  When do you open on Monday?",
        f"agent: {HOURS}",
    ]
    assert program.returncode == 0
    assert "Traceback" not in complaint.decode()


def test_without_a_room_there_is_one_sentence() -> None:
    ended = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Give a room")
    assert ended.stderr.count("\n") == 1
