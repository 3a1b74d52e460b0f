"""The commands as they are used, on the real engines and in real time."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antiphon.audio import read_wav

SPEECH = Path(__file__).parents[1] / "data" / "speech" / "027_piper_joe.wav"

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(180)]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "antiphon", *arguments]


def antiphon(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in `folder`."""
    return subprocess.run(command(*arguments), cwd=folder, capture_output=True, text=True)


def events_in(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]


def loudness(folder: Path) -> tuple[float, float]:
    """The level of the caller's and of the agent's channel."""
    frame = read_wav(folder / "conversation.wav").frame
    assert (frame.sample_rate, frame.num_channels) == (24_000, 2)
    left, right = np.sqrt(np.mean(np.square(frame.samples.astype(float)), axis=0))
    return float(left), float(right)


def test_talk_answers_a_recording(tmp_path: Path) -> None:
    shutil.copy(SPEECH, tmp_path / "hello.wav")

    ended = antiphon(tmp_path, "talk", "--input", "hello.wav")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "can you help me" in ended.stdout
    kept = tmp_path / "out" / "talk"
    said = [line for line in events_in(kept) if line["event"] == "agent_speech_committed"]
    assert "story" in said[0]["text"]
    assert said[0]["heard_ms"] == said[0]["generated_ms"] > 1000
    assert "**agent:**" in (kept / "transcript.md").read_text()
    assert min(loudness(kept)) > 100


def test_demo_holds_its_conversation(tmp_path: Path) -> None:
    ended = antiphon(tmp_path, "demo", "--events", "events.jsonl")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "when_open(" in ended.stdout
    told = [line["event"] for line in events_in(tmp_path)]
    assert told.count("user_speech_committed") == 6
    assert told.count("function_calls_finished") == 3
    assert told.count("agent_speech_interrupted") == 1
    assert min(loudness(tmp_path / "out" / "demo")) > 100


def test_talk_goes_on_when_nobody_reads_what_it_shows(tmp_path: Path) -> None:
    talk = subprocess.Popen(
        command("talk", "--input", str(SPEECH), "--output", "kept"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert talk.stdout is not None and talk.stderr is not None
    talk.stdout.readline()
    talk.stdout.close()

    assert talk.stderr.read() == ""
    assert talk.wait() == 0
    talk.stderr.close()
    assert min(loudness(tmp_path / "kept")) > 100


def test_an_output_folder_that_vanishes_is_no_wrong_argument(tmp_path: Path) -> None:
    talk = subprocess.Popen(
        command("talk", "--input", str(SPEECH), "--output", "kept", "--events", "-"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert talk.stdout is not None
    talk.stdout.readline()
    shutil.rmtree(tmp_path / "kept")
    _, complaint = talk.communicate()

    assert talk.returncode == 1
    assert complaint.splitlines()[-1].startswith(
        "antiphon: kept/conversation.wav cannot be written"
    )
    assert "Traceback" not in complaint


@pytest.mark.parametrize(
    ("signum", "code", "sentence"),
    [
        (signal.SIGINT, 130, "Interrupted."),
        (signal.SIGHUP, 129, "Ended by SIGHUP."),
        (signal.SIGTERM, 143, "Ended by SIGTERM."),
    ],
)
def test_a_signal_keeps_what_was_recorded(
    tmp_path: Path, signum: signal.Signals, code: int, sentence: str
) -> None:
    demo = subprocess.Popen(
        command("demo", "--output", "kept", "--events", "-"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    for line in demo.stdout:
        if json.loads(line)["event"] == "agent_started_speaking":
            break
    demo.send_signal(signum)
    rest, complaint = demo.communicate()

    assert demo.returncode == code
    assert complaint.endswith(f"antiphon: {sentence}\n")
    assert json.loads(rest.splitlines()[-1])["event"] == "closed"
    assert loudness(tmp_path / "kept")[0] > 100
    assert (tmp_path / "kept" / "transcript.md").read_text().count("**caller:**") == 1
