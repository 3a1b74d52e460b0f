"""Draws `live-view.svg`: the terminal at one moment of a real demo. It needs tmux.

python docs/images/live_view.py
"""

import re
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

WIDTH, HEIGHT = 86, 20
MOMENT = re.compile(r"agent +On Sunday, the library is open.*speaking", re.DOTALL)
"""What is on the screen when it is drawn: an answer, after one that was interrupted."""
PATIENCE_SECONDS = 120.0
GLANCE_SECONDS = 0.1
TMUX = ("tmux", "-u", "-L", "antiphon-picture")
OUTSIDE = re.compile(r"\s*(@font-face \{[^}]*\}|<!-- Generated.*?-->)")
"""What rich puts into a picture that names other hosts."""


def main() -> None:
    with TemporaryDirectory() as folder:
        demo = [sys.executable, "-m", "antiphon", "demo", "--output", folder]
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        subprocess.run([*TMUX, "new-session", "-d", *size, *demo], check=True)
        try:
            screen = screen_at(MOMENT)
        finally:
            subprocess.run([*TMUX, "kill-server"], check=False)
    Path(__file__).with_name("live-view.svg").write_text(picture(screen), encoding="utf-8")


def screen_at(moment: re.Pattern[str]) -> str:
    """What the terminal shows as soon as it is that, with its colours."""
    for _ in range(round(PATIENCE_SECONDS / GLANCE_SECONDS)):
        time.sleep(GLANCE_SECONDS)
        if moment.search(captured()):
            return captured("-e")
    raise TimeoutError("The moment has not come.")


def captured(*options: str) -> str:
    command = [*TMUX, "capture-pane", "-p", *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def picture(screen: str) -> str:
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(screen.rstrip()))
    return OUTSIDE.sub("", console.export_svg(title="antiphon demo", unique_id="live-view"))


if __name__ == "__main__":
    main()
