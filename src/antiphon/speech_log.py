"""What a record of a conversation says of the agent's voice besides: when a part of an answer was
made, where its words are, and what of it was heard when.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from antiphon.audio import AudioFrame, Envelope
from antiphon.core import messages as m

__all__ = ["SpeechLog"]

MOST_KEPT = 256
"""Parts and answers that are kept in mind: most are forgotten when they end, but not those that
never play."""
MOST_UNHEARD = 1500
"""Digits of what was not heard, half a minute: nobody draws more."""
GAP_MS = 40.0
"""Longer than a slice of the playout: so far behind its clock, a voice has stood still."""


@dataclass(slots=True)
class Part:
    """A content part that has not ended; times are those of the loop's clock."""

    first_text: float | None = None
    first_audio: float | None = None
    started: float = 0.0
    text: str = ""
    words: list[m.Word] = field(default_factory=list)
    """Those of `text`, or none: where the model does not know their times."""
    is_timed: bool = True
    audio_ms: float = 0.0
    envelope: Envelope = field(default_factory=Envelope)
    gaps: list[tuple[float, float]] = field(default_factory=list)
    """Behind which position the voice stood still, and for how long, in ms."""
    heard_ms: float = 0.0
    """How far it was heard for certain."""
    behind_ms: float = 0.0
    """How long it has stood still in all."""

    def add_text(self, event: m.TextArrived) -> None:
        """Append the next text."""
        self.text += event.text
        self.is_timed = self.is_timed and (bool(event.words) or not event.text.strip())
        if self.is_timed:
            self.words += event.words
        else:
            self.words.clear()

    def add_audio(self, frame: AudioFrame) -> None:
        """Append the next audio."""
        self.envelope.push(frame)
        self.audio_ms += frame.duration * 1000

    def hear(self, ms: float, at: float) -> None:
        """It has been heard so far by now."""
        behind = (at - self.started) * 1000 - ms
        if behind - self.behind_ms > GAP_MS:
            self.gaps.append((self.heard_ms, behind - self.behind_ms))
            self.behind_ms = behind
        self.heard_ms = ms

    def unheard(self, heard_ms: float) -> str:
        """How loud it is behind that."""
        return self.envelope.after(heard_ms, MOST_UNHEARD) if heard_ms < self.audio_ms else ""


class SpeechLog:
    """Notes what happens to the agent's voice; `now` tells the time.

    `started` and `stopped` are about the part whose playout has just begun or ended:

    | `started`  |                                                                                |
    |------------|--------------------------------------------------------------------------------|
    | `response` | the answer that it is part of                                                  |
    | `since`    | seconds since that was `created`, and since its first `text` and `audio`       |

    | `stopped`      |                                                                            |
    |----------------|----------------------------------------------------------------------------|
    | `heard_ms`     | how much of it was heard                                                   |
    | `generated_ms` | how much there was                                                         |
    | `text`         | all of it, heard or not                                                    |
    | `words`        | `[word, start_ms, end_ms]`, where the model knows                          |
    | `unheard`      | how loud what was not heard would have been: the digits of an `Envelope`,  |
    |                | beginning with the one in which `heard_ms` is                              |
    | `gaps`         | `[behind_ms, ms]` for each time that the voice has stood still             |
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._created: dict[str, float] = {}
        self._parts: dict[m.ContentId, Part] = {}
        self._started: dict[str, Any] = {}
        self._stopped: dict[str, Any] = {}

    @property
    def started(self) -> dict[str, Any]:
        """What there is to say of the part that has begun to be heard."""
        return self._started

    @property
    def stopped(self) -> dict[str, Any]:
        """What there is to say of the part that is heard no longer."""
        return self._stopped

    def push(self, content: m.ContentId, frame: AudioFrame) -> None:
        """Take in audio as it will be played: mono, at one sample rate."""
        part = self._part(content)
        if part.first_audio is None:
            part.first_audio = self._now()
        part.add_audio(frame)

    def note(self, event: m.Event) -> None:
        """Take in what happens."""
        match event:
            case m.ResponseCreated():
                self._created[event.response_id] = self._now()
                drop_oldest(self._created)
            case m.TextArrived():
                self._text_arrived(event)
            case m.PlayoutStarted():
                self._playout_started(event.content)
            case m.Heard():
                if (part := self._parts.get(event.content)) is not None:
                    part.hear(event.ms, self._now())
            case m.PlayoutEnded():
                self._playout_ended(event)

    def _text_arrived(self, event: m.TextArrived) -> None:
        part = self._part(event.content)
        if part.first_text is None:
            part.first_text = self._now()
        part.add_text(event)

    def _playout_started(self, content: m.ContentId) -> None:
        part = self._part(content)
        part.started = now = self._now()
        times = {
            "created": self._created.get(content.response_id),
            "text": part.first_text,
            "audio": part.first_audio,
        }
        since = {name: round(now - at, 4) for name, at in times.items() if at is not None}
        self._started = {"response": content.response_id, "since": since}

    def _playout_ended(self, event: m.PlayoutEnded) -> None:
        part = self._parts.pop(event.content, None) or Part()
        heard_ms = round(event.heard_ms, 1)
        self._stopped = {
            "heard_ms": heard_ms,
            "generated_ms": round(part.audio_ms, 1),
            "text": part.text,
            "words": [[word.text, round(word.start_ms), round(word.end_ms)] for word in part.words],
            "unheard": part.unheard(heard_ms),
            "gaps": [[round(behind), round(ms)] for behind, ms in part.gaps],
        }

    def _part(self, content: m.ContentId) -> Part:
        part = self._parts.get(content)
        if part is None:
            part = self._parts[content] = Part()
            drop_oldest(self._parts)
        return part


def drop_oldest(kept: dict[Any, Any]) -> None:
    """Forget what has been kept for longest, where it is too much."""
    for key in list(islice(kept, max(len(kept) - MOST_KEPT, 0))):
        del kept[key]
