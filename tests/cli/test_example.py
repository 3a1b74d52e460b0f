"""`examples/hello.py` says what it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "hello.py"

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Give one WAV file, as in: hello.py question.wav\n"),
        (["one.wav", "two.wav"], "Give one WAV file, as in: hello.py question.wav\n"),
        (["no.wav"], "no.wav does not exist: check its name.\n"),
    ],
)
def test_without_a_recording_there_is_one_sentence(arguments: list[str], sentence: str) -> None:
    ended = subprocess.run(
        [sys.executable, str(EXAMPLE), *arguments], capture_output=True, text=True
    )
    assert (ended.returncode, ended.stderr) == (2, sentence)
