"""The figures of a process apart: a private network is entered once and for all."""

import json
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec

from benchmarks.figure import Advance, Figure

__all__ = ["livekit_figures", "restarts", "what_is_missing"]


def restarts(cuts: int) -> int:
    """How often the server is started anew where so many answers are cut off: it takes long."""
    return cuts * 3 // 10


def what_is_missing() -> str | None:
    """What it takes to measure in LiveKit rooms, and is not here; None where all is here."""
    if find_spec("livekit") is None:
        return "LiveKit rooms were not measured: the SDK is missing, use `make bench`."
    if shutil.which("go") is None:
        return "LiveKit rooms were not measured: there is no Go to build livekit-server with."
    return None


def livekit_figures(cuts: int, sessions: int, advance: Advance) -> list[Figure]:
    """As measured by `python -m benchmarks.livekit`; `cuts` answers in each condition.

    Raises subprocess.CalledProcessError when that fails; it has said why.
    """
    command = [sys.executable, "-m", "benchmarks.livekit", str(cuts), str(sessions)]
    figures = []
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        for line in process.stdout or ():
            if line.startswith("{"):
                figures.append(Figure(**json.loads(line)))
            else:
                advance()
        if process.wait():
            log.seek(0)
            sys.stderr.write(log.read())
            raise subprocess.CalledProcessError(process.returncode, command)
    return figures
