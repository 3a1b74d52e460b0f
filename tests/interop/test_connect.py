"""`antiphon connect`: the command, in a real room, with the embedded model."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from livekit import api

from antiphon import clock
from antiphon.audio import read_wav
from antiphon.cli.livekit_access import Access, enter
from antiphon.errors import RoomError
from antiphon.rooms.livekit.tokens import agent_token
from tests.interop.guest import guest, room_name, until
from tests.interop.question import ask
from tests.interop.server import KEY, SECRET, LiveKitServer

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(120)]

SCRIPTED = """
from antiphon import MultimodalAgent
from antiphon.testing.scripted import ScriptedModel, ScriptedSession

async def greet(model: ScriptedSession) -> None:
    await model.answer("Hello.", seconds=1.0)

def agent() -> MultimodalAgent:
    return MultimodalAgent(model=ScriptedModel(greet))
"""


class Command:
    """The command, running in a folder."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.shown: list[str] = []

    async def ended(self) -> tuple[int, list[str], str]:
        """Its exit code, what it has shown and what it complained of."""
        assert self.process.stderr is not None
        complaint = await self.process.stderr.read()
        await self.until_shown("")
        return await self.process.wait(), self.shown, complaint.decode()

    async def until_shown(self, words: str) -> None:
        """Wait until it shows a line with `words`, or with none for its end."""
        assert self.process.stdout is not None
        while line := (await self.process.stdout.readline()).decode():
            self.shown.append(line.rstrip())
            if words and words in line:
                return


async def connected(
    server: LiveKitServer, folder: Path, *arguments: str, key: str = KEY, secret: str = SECRET
) -> Command:
    environment = {
        **os.environ,
        "LIVEKIT_URL": server.url,
        "LIVEKIT_API_KEY": key,
        "LIVEKIT_API_SECRET": secret,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "antiphon", "connect", *arguments),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return Command(process)


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_a_person_is_answered_until_a_signal_comes(
    server: LiveKitServer, tmp_path: Path, signum: signal.Signals, code: int
) -> None:
    room = room_name()
    async with guest(server, "ann", room) as ann:
        command = await connected(server, tmp_path, "--room", room, "--output", "kept")
        await command.until_shown("The agent is in the room")
        await asyncio.sleep(0.5)
        await ask(ann)
        await until(lambda: "thinking" in ann.states and ann.states[-1] == "listening", 30.0)
        assert len(ann.room.remote_participants) == 1
        command.process.send_signal(signum)
        returned, shown, complaint = await command.ended()
        await until(lambda: not ann.room.remote_participants)

    assert returned == code, complaint
    assert complaint.count("\n") == 1
    said = [line.split(maxsplit=2)[1:] for line in shown if "  ann " in line or "  agent " in line]
    assert said[0][0] == "ann"
    assert said[1][0] == "agent"
    assert "help me" in said[0][1]
    assert ann.loud_seconds() > 1.0
    assert set(os.listdir(tmp_path / "kept")) == {
        "conversation.wav",
        "events.jsonl",
        "timeline.html",
        "transcript.md",
    }
    levels = np.sqrt(np.mean(read_wav(tmp_path / "kept/conversation.wav").frame.samples ** 2.0, 0))
    assert min(levels) > 50


async def test_an_agent_of_ones_own_stays_until_the_room_is_deleted(
    server: LiveKitServer, tmp_path: Path
) -> None:
    room = room_name()
    (tmp_path / "agent.py").write_text(SCRIPTED)
    async with guest(server, "ann", room) as ann, server.api() as service:
        command = await connected(server, tmp_path, "--room", room, "agent.py")
        await until(lambda: ann.loud_seconds() > 0.5, 30.0)
        await service.room.delete_room(api.DeleteRoomRequest(room=room))
        returned, shown, complaint = await command.ended()
    assert (returned, complaint) == (0, "")
    assert shown[-1] == "The room was deleted."
    assert os.listdir(tmp_path) == ["agent.py"]


async def test_a_second_agent_finds_the_first_and_leaves_it_the_room(
    server: LiveKitServer, tmp_path: Path
) -> None:
    room = room_name()
    (tmp_path / "agent.py").write_text(SCRIPTED)
    async with guest(server, "ann", room) as ann:
        first = await connected(server, tmp_path, "--room", room, "agent.py")
        await until(lambda: ann.loud_seconds() > 0.5, 30.0)
        second = await connected(server, tmp_path, "--room", room, "agent.py")
        returned, _, complaint = await second.ended()
        assert (returned, complaint) == (
            1,
            f"antiphon: Another agent is in the room {room} already: this one has left.\n",
        )
        assert first.process.returncode is None
        first.process.send_signal(signal.SIGINT)
        await first.ended()


async def test_an_agent_that_was_killed_does_not_keep_its_successor_out(
    server: LiveKitServer, tmp_path: Path
) -> None:
    room = room_name()
    (tmp_path / "agent.py").write_text(SCRIPTED)
    async with guest(server, "ann", room) as ann:
        first = await connected(server, tmp_path, "--room", room, "agent.py")
        await until(lambda: ann.loud_seconds() > 0.5, 30.0)
        first.process.kill()
        await first.process.wait()
        killed_at = clock.now()
        second = await connected(server, tmp_path, "--room", room, "agent.py")
        await until(lambda: ann.loud_seconds(since=killed_at + 0.5) > 0.5, 15.0)
        second.process.send_signal(signal.SIGINT)
        returned, _, complaint = await second.ended()
        assert returned == 130, complaint


async def test_a_clock_that_is_late_is_named_where_it_makes_the_token_old(
    server: LiveKitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = clock.wall() - 10_000.0
    monkeypatch.setattr(clock, "wall", lambda: late)
    access = Access(url=server.url, key=KEY, secret=SECRET)
    with pytest.raises(RoomError, match="that the clock of this machine is right"):
        await enter(access, "kitchen", "agent")


async def test_the_wrong_secret_is_told_without_telling_it(
    server: LiveKitServer, tmp_path: Path
) -> None:
    (tmp_path / "agent.py").write_text(SCRIPTED)
    for key, secret in ((KEY, "not the secret, but just as long as it is"), ("nobody", SECRET)):
        command = await connected(
            server, tmp_path, "--room", "kitchen", "agent.py", key=key, secret=secret
        )
        returned, _, complaint = await command.ended()
        assert returned == 1, complaint
        assert "refuses LIVEKIT_API_KEY and LIVEKIT_API_SECRET" in complaint
        assert complaint.count("\n") == 1
        assert secret not in complaint


def test_the_token_says_what_livekits_own_package_reads() -> None:
    token = agent_token("kitchen", key=KEY, secret=SECRET, identity="waiter")
    claims = api.TokenVerifier(KEY, SECRET).verify(token)
    assert (claims.identity, claims.kind) == ("waiter", "agent")
    assert claims.video == api.VideoGrants(
        room_join=True,
        room="kitchen",
        can_publish=True,
        can_publish_data=True,
        can_subscribe=True,
        can_update_own_metadata=True,
    )
