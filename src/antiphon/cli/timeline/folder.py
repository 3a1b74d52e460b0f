"""Makes the timeline of a conversation from the files that it has left."""

import re
from collections.abc import Iterable
from pathlib import Path

from antiphon.audio import read_wav
from antiphon.cli.output_folder import EVENTS, SOUND, TIMELINE, TRANSCRIPT
from antiphon.cli.timeline.lines import Line, read_lines
from antiphon.cli.timeline.page import render
from antiphon.cli.timeline.sound import Sound
from antiphon.cli.timeline.timeline import timeline_of
from antiphon.errors import ConfigurationError

__all__ = ["inspect_folder", "timeline_page"]

ESCAPED = re.compile(r"\\([\\`*_<>\[\]#|])")


def inspect_folder(folder: Path, events: Path | None = None) -> tuple[Path, tuple[str, ...]]:
    """Write `timeline.html` in `folder`; where it is, and what it lacks, in whole sentences.

    Raises ConfigurationError for what is no folder of a conversation, or cannot be written to.
    """
    lines = events or folder / EVENTS
    try:
        with open(lines, encoding="utf-8", errors="replace") as texts:
            page, notes = timeline_page(texts, folder)
    except OSError as error:
        raise ConfigurationError(
            f"{lines} cannot be read ({error.strerror}): give the folder that `antiphon talk` or "
            "`antiphon demo` has left."
        ) from error
    path = folder / TIMELINE
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}.") from error
    return path, notes


def timeline_page(texts: Iterable[str], folder: Path) -> tuple[str, tuple[str, ...]]:
    """The page about a conversation of which `texts` are the lines of its `events.jsonl`, and what
    it lacks; its sound and its title are in `folder`."""
    lines, unreadable = read_lines(texts)
    sound, missing = read_sound(folder / SOUND)
    notes = [*missing, *told_of(lines, unreadable)]
    timeline = timeline_of(lines, sound, tuple(notes))
    return render(timeline, title_of(folder), sound, folder / SOUND), timeline.notes


def read_sound(path: Path) -> tuple[Sound | None, list[str]]:
    """The sound, if it can be used, and what is to be said of it."""
    if not path.exists():
        return None, [f"{path.name} is not in the folder: the timeline has no sound."]
    try:
        recording = read_wav(path)
    except ConfigurationError as error:
        return None, [f"The timeline has no sound: {error}"]
    if recording.frame.num_channels != 2:
        return None, [
            f"{path.name} does not have the caller left and the agent right: "
            "the timeline has no sound."
        ]
    return Sound(recording.frame), [] if recording.warning is None else [recording.warning]


def told_of(lines: list[Line], unreadable: int) -> list[str]:
    """What is to be said of the events."""
    notes = []
    if not lines:
        notes.append("events.jsonl tells of nothing: there is only the sound.")
    if unreadable:
        notes.append(f"Lines of events.jsonl that could not be read: {unreadable}.")
    return notes


def title_of(folder: Path) -> str:
    """The title of the transcript, else the folder's name."""
    try:
        with open(folder / TRANSCRIPT, encoding="utf-8", errors="replace") as transcript:
            first = transcript.readline(1000)
    except OSError:
        first = ""
    return ESCAPED.sub(r"\1", first.removeprefix("#").strip()) or folder.resolve().name
