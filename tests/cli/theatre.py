"""Plays performed with a scripted model on virtual time, and what is left of them."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from antiphon.audio import AudioFrame, read_wav
from antiphon.cli.live_view import LiveView
from antiphon.cli.output_folder import OutputFolder
from antiphon.cli.performance import Play, perform
from antiphon.testing.scripted import Script, ScriptedModel

__all__ = ["Keepsakes", "stage_play"]


@dataclass(frozen=True)
class Keepsakes:
    """What a performance has left in its folder, and on the screen."""

    folder: Path
    screen: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines of `events.jsonl`."""
        lines = (self.folder / "events.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def told(self, event: str) -> list[dict[str, Any]]:
        """The lines about that event."""
        return [line for line in self.events if line["event"] == event]

    @property
    def transcript(self) -> list[str]:
        """The paragraphs of `transcript.md`."""
        return (self.folder / "transcript.md").read_text().strip().split("\n\n")

    @property
    def sound(self) -> AudioFrame:
        """`conversation.wav`."""
        return read_wav(self.folder / "conversation.wav").frame

    @property
    def lines(self) -> list[str]:
        """What the screen has shown, line by line."""
        return self.screen.splitlines()


async def stage_play(play: Play, script: Script, folder: Path) -> Keepsakes:
    """Perform `play` with a model that plays `script`."""
    screen = io.StringIO()
    view = LiveView(Console(file=screen, width=80))
    await perform(play, ScriptedModel(script), OutputFolder(folder), view)
    return Keepsakes(folder, screen.getvalue())
