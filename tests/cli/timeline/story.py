"""A small conversation as its folder has it: a question, and an answer that is cut off."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from antiphon.audio import AudioFrame, write_wav
from antiphon.cli.timeline.lines import read_lines
from antiphon.cli.timeline.model import Span, Timeline
from antiphon.cli.timeline.sound import Sound
from antiphon.cli.timeline.timeline import timeline_of

__all__ = ["RATE", "SOUND", "STORY", "STORY_WORDS", "leave", "line", "many", "stereo", "timeline"]

RATE = 8000
STORY_WORDS = (("Once", 0, 400), ("upon", 400, 900), ("a", 900, 1000), ("time.", 1000, 1800))


def line(t: float, event: str, **fields: Any) -> str:
    """A line of `events.jsonl`."""
    return json.dumps({"t": t, "event": event, **fields})


STORY = (
    line(0.0, "state", state="listening"),
    line(1.1, "user_started_speaking"),
    line(2.4, "user_stopped_speaking"),
    line(2.45, "user_speech_committed", text="Tell me a story.", participant="caller"),
    line(2.45, "state", state="thinking"),
    line(
        3.0,
        "agent_started_speaking",
        response="r1",
        since={"created": 0.5, "text": 0.2, "audio": 0.1},
    ),
    line(3.0, "state", state="speaking"),
    line(4.0, "user_started_speaking"),
    line(4.0, "state", state="listening"),
    line(
        4.0,
        "agent_stopped_speaking",
        heard_ms=1000.0,
        generated_ms=1800.0,
        text="Once upon a time.",
        words=STORY_WORDS,
        unheard="z" * 40,
        gaps=[],
    ),
    line(4.0, "agent_speech_interrupted", text="Once upon a...", heard_ms=1000, generated_ms=1800),
    line(4.1, "metrics_collected", metrics={"request_id": "r1", "ttft": 0.1}),
    line(6.0, "closed", reason="closed"),
)
"""The caller's voice lasts from 1.0 s to 2.0 s, the agent's from 3.0 s to 4.0 s."""


def stereo(caller: Sequence[Span], agent: Sequence[Span], seconds: float = 6.0) -> AudioFrame:
    """Both sides, with a tone in these spans."""
    at = np.arange(round(seconds * RATE)) / RATE
    tone = (8000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16)
    sides = []
    for spans in (caller, agent):
        sounds = np.zeros(len(at), np.bool_)
        for start, end in spans:
            sounds |= (at >= start) & (at < end)
        sides.append(np.where(sounds, tone, 0))
    return AudioFrame.from_samples(np.stack(sides, axis=1).astype(np.int16), RATE)


def many(turns: int, apart: float = 8.0) -> list[str]:
    """Questions and answers, so many of them, one every `apart` seconds."""
    lines = []
    for at in (number * apart for number in range(turns)):
        told = {"heard_ms": 1800.0, "generated_ms": 1800.0, "text": "Once upon a time."}
        lines += [
            line(at + 0.6, "user_started_speaking"),
            line(at + 2.2, "user_stopped_speaking"),
            line(at + 2.3, "user_speech_committed", text="A story.", participant="caller"),
            line(at + 3.0, "agent_started_speaking", response=f"r{at}", since={}),
            line(
                at + 4.8, "agent_stopped_speaking", words=STORY_WORDS, unheard="", gaps=[], **told
            ),
            line(at + 4.8, "agent_speech_committed", **told),
        ]
    return [*lines, line(turns * apart, "closed", reason="closed")]


SOUND = stereo([(1.0, 2.0)], [(3.0, 4.0)])


def timeline(lines: Sequence[str] = STORY, sound: AudioFrame | None = SOUND) -> Timeline:
    """What a page about that shows."""
    read, _ = read_lines(lines)
    return timeline_of(read, None if sound is None else Sound(sound))


def leave(folder: Path, lines: Sequence[str] = STORY, sound: AudioFrame | None = SOUND) -> Path:
    """Leave it in `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "events.jsonl").write_text("".join(f"{text}\n" for text in lines))
    (folder / "transcript.md").write_text("# A story \\<told\\>\n")
    if sound is not None:
        write_wav(folder / "conversation.wav", sound)
    return folder
