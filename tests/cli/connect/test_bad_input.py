"""What `antiphon connect` cannot use is said in one sentence, before any room is entered."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from antiphon.cli import connect
from antiphon.cli.commands import app

ENVIRONMENT = {
    "LIVEKIT_URL": "ws://127.0.0.1:9",
    "LIVEKIT_API_KEY": "key",
    "LIVEKIT_API_SECRET": "a secret that is never told to anybody",
}
AGENT = """
from antiphon import MultimodalAgent
from antiphon.testing.scripted import ScriptedModel

agent = MultimodalAgent(model=ScriptedModel())
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with an agent in it, and an environment that names a server."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    Path("agent.py").write_text(AGENT)
    return tmp_path


def connected(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["connect", *arguments])


def assert_refused(result: Result, *words: str, code: int = 2) -> None:
    assert result.exit_code == code, result.output
    assert result.stderr.startswith("antiphon: ")
    assert result.stderr.count("\n") == 1
    for word in words:
        assert word in result.stderr
    assert ENVIRONMENT["LIVEKIT_API_SECRET"] not in result.output


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name)
    names = "LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET are not set: "
    assert_refused(connected("--room", "kitchen"), names)
    assert_refused(
        connected("--room", "kitchen", "--url", "ws://a"), "LIVEKIT_API_KEY and LIVEKIT_API_SECRET"
    )
    monkeypatch.setenv("LIVEKIT_API_KEY", "key")
    monkeypatch.setenv("LIVEKIT_API_SECRET", "  ")
    assert_refused(
        connected("--room", "kitchen", "--url", "ws://a"), "LIVEKIT_API_SECRET is not set: "
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://rooms.test:7880", "entered by ws://rooms.test:7880, not by http://rooms.test"),
        ("https://rooms.test", "entered by wss://rooms.test, not by https://rooms.test"),
        ("rooms.test:7880", "'rooms.test:7880' is no address of a LiveKit server"),
        ("ws://", "'ws://' is no address"),
        ("ws://rooms.test:seven", "is no address"),
        ("ftp://rooms.test", "is no address"),
    ],
)
def test_an_address_that_is_none(url: str, sentence: str) -> None:
    assert_refused(connected("--room", "kitchen", "--url", url), sentence)


@pytest.mark.parametrize("option", ["--room", "--identity", "--participant-identity"])
def test_a_name_that_is_none(option: str) -> None:
    assert_refused(connected("--room", "kitchen", option, " "), f"{option} is empty")


def test_without_the_sdk_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "antiphon.rooms.livekit.connecting", None)
    assert_refused(connected("--room", "kitchen", "agent.py"), "pip install 'antiphon[livekit]'")


@pytest.mark.realtime
def test_a_server_that_is_not_there() -> None:
    pytest.importorskip("livekit.rtc")
    assert_refused(
        connected("--room", "kitchen", "agent.py", "--output", "kept"),
        "No LiveKit server answers at ws://127.0.0.1:9",
        code=1,
    )
    assert not Path("kept").exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("no.py", ["no.py does not exist"]),
        (".", ["module . cannot be imported"]),
        ("no_such_module:agent", ["no module 'no_such_module'"]),
        ("agent.py:waiter", ["agent.py has no 'waiter'"]),
        ("agent.py:MultimodalAgent", ["cannot make its agent: TypeError", "model"]),
        ("broken.py", ["broken.py cannot be run: ZeroDivisionError", "(line 3)"]),
        ("wrong.py", ["wrong.py cannot be run: SyntaxError"]),
        ("leaving.py", ["leaving.py cannot be run: SystemExit"]),
        ("kinds.py:number", ["kinds.py:number is no MultimodalAgent", "'int'"]),
        ("kinds.py:nothing", ["gives 'NoneType'"]),
        ("kinds.py:fails", ["cannot make its agent: KeyError: 'colour' (line 5)"]),
        ("kinds.py:fails_later", ["cannot make its agent: ValueError: not today (line 9)"]),
        ("kinds.py:has_no_key", ["Set the key."]),
    ],
)
def test_agents_that_cannot_be_used(agent: str, words: list[str]) -> None:
    Path("broken.py").write_text("import os\n\n1 / 0\n")
    Path("wrong.py").write_text("def agent(:\n")
    Path("leaving.py").write_text("raise SystemExit('bye')\n")
    Path("kinds.py").write_text(
        "from antiphon.errors import ConfigurationError\n"
        "number = 3\n"
        "def nothing(): ...\n"
        "def fails():\n"
        "    return {}['colour']\n"
        "\n"
        "\n"
        "async def fails_later():\n"
        "    raise ValueError('not today')\n"
        "def has_no_key():\n"
        "    raise ConfigurationError('Set the key.')\n"
    )
    assert_refused(connected("--room", "kitchen", agent), *words)


def test_an_agent_has_its_own_model() -> None:
    result = connected("--room", "kitchen", "agent.py", "--model", "openai")
    assert_refused(result, "agent.py has a model of its own")
    assert_refused(connected("--room", "kitchen", "--model", "lokal"), "'lokal'")


def test_a_folder_that_cannot_be_one() -> None:
    result = connected("--room", "kitchen", "agent.py", "--output", "agent.py")
    assert_refused(result, "agent.py is a file")


def test_what_can_be_used_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(connect, "connect_with", lambda *args: calls.append(args))
    result = connected(
        "--room", "kitchen", "--url", "wss://rooms.test", "--participant-identity", "ann"
    )
    assert (result.exit_code, result.output) == (0, "")
    _, access, visit, folder = calls[0]
    assert "wss://rooms.test" in repr(access)
    assert "secret" not in repr(access)
    assert "'kitchen'" in repr(visit) and "'ann'" in repr(visit)
    assert folder is None
