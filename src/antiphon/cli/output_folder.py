"""The folder in which a conversation is kept: checked before, made when all else is ready."""

import os
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from itertools import combinations
from pathlib import Path
from typing import TextIO

from antiphon.audio import AudioFrame, write_wav
from antiphon.cli.sound_file import SoundFile
from antiphon.cli.streams import hush
from antiphon.errors import AgentError, ConfigurationError

__all__ = [
    "EVENTS",
    "SOUND",
    "TIMELINE",
    "TRANSCRIPT",
    "LineFile",
    "OutputFiles",
    "OutputFolder",
]

STDOUT = "-"
SOUND, EVENTS, TRANSCRIPT = "conversation.wav", "events.jsonl", "transcript.md"
TIMELINE = "timeline.html"


class LineFile:
    """A text file that is written line by line, each on the disk before the next.

    What cannot be written is lost; `check` tells of it.
    """

    def __init__(self, name: str, stream: TextIO) -> None:
        self._name = name
        self._stream = stream
        self._failure: OSError | None = None

    def write(self, text: str) -> None:
        """Add `text`."""
        if self._failure is not None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError as error:
            self._failure = error
            hush(self._stream)

    def check(self) -> None:
        """Raise AgentError if anything was lost."""
        if self._failure is not None:
            reason = self._failure.strerror
            raise AgentError(f"{self._name} could not be written to its end: {reason}.")

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):  # it was flushed, or its failure is known
            self._stream.close()


class OutputFiles:
    """Where the parts of one conversation go."""

    def __init__(self, folder: Path, events: LineFile, transcript: LineFile) -> None:
        self.folder = folder
        self._sound = folder / SOUND
        self._timeline = folder / TIMELINE
        self.events = events
        self.transcript = transcript

    def keep_sound(self, sound: AudioFrame) -> None:
        """Write `conversation.wav`. Raises AgentError where that has become impossible."""
        try:
            write_wav(self._sound, sound)
        except ConfigurationError as error:  # it could be written before the conversation
            raise AgentError(str(error)) from error

    def open_sound(self, sample_rate: int) -> SoundFile:
        """`conversation.wav`, to be written as time goes by."""
        return SoundFile(self._sound, sample_rate)

    def keep_timeline(self, page: str) -> None:
        """Write `timeline.html`. Raises AgentError where that has become impossible."""
        try:
            self._timeline.write_text(page, encoding="utf-8")
        except OSError as error:
            raise AgentError(f"{self._timeline} could not be written: {error.strerror}.") from error

    def check(self) -> None:
        """Raise AgentError if anything was lost."""
        self.events.check()
        self.transcript.check()


class OutputFolder:
    """The folder at `path`; events go to the file `events` instead, or to stdout if that is `-`."""

    def __init__(self, path: str | Path, *, events: str | None = None) -> None:
        self.path = Path(path)
        self._events = events
        self._stdout = sys.stdout

    @property
    def writes_to_stdout(self) -> bool:
        """Whether the events take stdout."""
        return self._events == STDOUT

    def check(self, source: Path | None = None) -> None:
        """See that the folder can be written, and that `source` would not be overwritten.

        Nothing is changed, and what is made on trial is removed. Raises ConfigurationError.
        """
        if self.writes_to_stdout and self._stdout is None:
            raise ConfigurationError("stdout is closed: give --events a file.")
        try:
            check_folder(self.path)
            for file in self._files():
                check_file(file, source)
            check_distinct(self._files())
            self._rehearse()
        except OSError as error:
            raise unwritable(error.filename or self.path, error) from error

    @contextmanager
    def guarding_stdout(self) -> Generator[None]:
        """Where events take stdout, have what others print in this context go to stderr."""
        with redirect_stdout(sys.stderr if self.writes_to_stdout else sys.stdout):
            yield

    @contextmanager
    def open(self) -> Generator[OutputFiles]:
        """Make the folder and its files, for as long as the context lasts.

        Raises ConfigurationError where that fails; then nothing is left behind.
        """
        with ExitStack() as closing:
            try:
                files = self._make(closing)
            except OSError as error:
                raise unwritable(error.filename or self.path, error) from error
            yield files

    def _files(self) -> list[Path]:
        files = [self.path / name for name in (SOUND, TRANSCRIPT, TIMELINE)]
        return files if self.writes_to_stdout else [*files, self._events_path]

    @property
    def _events_path(self) -> Path:
        return Path(self._events) if self._events is not None else self.path / EVENTS

    def _rehearse(self) -> None:
        with ExitStack() as undo:
            make_folder(self.path, undo)
            for file in self._files():
                make_folder(file.parent, undo)
                try_file(file, undo)

    def _make(self, closing: ExitStack) -> OutputFiles:
        with ExitStack() as undo:
            make_folder(self.path, undo)
            transcript = open_line_file(self.path / TRANSCRIPT, undo, closing)
            if self.writes_to_stdout:
                events = LineFile("stdout", self._stdout)
            else:
                make_folder(self._events_path.parent, undo)
                events = open_line_file(self._events_path, undo, closing)
            for made_at_the_end in (SOUND, TIMELINE):
                (self.path / made_at_the_end).unlink(missing_ok=True)
            undo.pop_all()
        return OutputFiles(self.path, events, transcript)


def check_folder(path: Path) -> None:
    """The folder, or the one in which it will be made, can be written."""
    nearest = next(parent for parent in (path, *path.parents) if os.path.lexists(parent))
    if not nearest.is_dir():
        raise ConfigurationError(f"{nearest} is a file: --output needs a folder.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise ConfigurationError(f"{nearest} cannot be written to: give another --output.")


def check_file(path: Path, source: Path | None) -> None:
    """The file can be written, and is not the one that is read."""
    if path.is_dir():
        raise ConfigurationError(f"{path} is a folder, where a file is to be written.")
    if path.exists() and source is not None and path.samefile(source):
        raise ConfigurationError(f"{path} is the input, and would be overwritten.")
    if path.exists() and not os.access(path, os.W_OK):
        raise ConfigurationError(f"{path} cannot be written to.")
    parent = next(folder for folder in path.parents if folder.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise ConfigurationError(f"{path} cannot be written: {parent} is no writable folder.")


def check_distinct(files: list[Path]) -> None:
    """No two of the files are the same, by whatever names."""
    for one, other in combinations(files, 2):
        if one.resolve() == other.resolve() or are_linked(one, other):
            raise ConfigurationError(f"{other} is the same file as {one}: give another --events.")


def are_linked(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def try_file(path: Path, undo: ExitStack) -> None:
    """Open the file for writing, if that can be undone: a pipe, say, would tell its reader."""
    if not path.exists():
        undo.callback(path.unlink, missing_ok=True)
    elif not path.is_file():
        return
    path.open("ab").close()


def make_folder(path: Path, undo: ExitStack) -> None:
    for missing in [folder for folder in (*path.parents[::-1], path) if not folder.exists()]:
        undo.callback(remove_folder, missing)
    path.mkdir(parents=True, exist_ok=True)


def open_line_file(path: Path, undo: ExitStack, closing: ExitStack) -> LineFile:
    """The file, emptied. An escape takes the place of what UTF-8 cannot hold."""
    if not path.exists():
        undo.callback(path.unlink, missing_ok=True)
    file = LineFile(str(path), open(path, "w", encoding="utf-8", errors="backslashreplace"))
    closing.callback(file.close)
    return file


def remove_folder(path: Path) -> None:
    with suppress(OSError):  # it was not made, or somebody else has put something into it
        path.rmdir()


def unwritable(path: object, error: OSError) -> ConfigurationError:
    return ConfigurationError(f"{path} cannot be written: {error.strerror}.")
