"""The parts of an item as they are told, piece by piece: speech, text, the arguments of a call."""

import base64
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Protocol, TypeAlias

from antiphon.llm import ToolCall
from antiphon.testing.fake_openai.conversation import Item, Track
from antiphon.testing.fake_openai.script import Answer, Event, TextAnswer
from antiphon.testing.fake_openai.sound import Sound

__all__ = ["Arguments", "Part", "Piece", "Speech", "Text"]

PIECE_CHARACTERS = 16
"""Of a text or of arguments, in one delta."""

Piece: TypeAlias = tuple[float, list[tuple[str, dict[str, Any]]]]
"""Seconds of speech that it lasts, and the events that tell it."""


class Part(Protocol):
    """Something told piece by piece, which can be stopped after any."""

    def pieces(self) -> Iterator[Piece]:
        """Tell it; what was told is noted in the item."""
        ...

    def closing(self) -> list[tuple[str, dict[str, Any]]]:
        """The events that say that nothing more of it comes."""
        ...


class Speech:
    """A spoken part: its transcript, ahead of its audio."""

    def __init__(self, answer: Answer, item: Item, sound: Sound, delta_seconds: float) -> None:
        self._answer = answer
        self._sound = sound
        self._step = delta_seconds
        self._shown: Event = {"type": "output_audio", "transcript": ""}
        index = len(item.data["content"])
        item.data["content"].append(self._shown)
        self._track = item.audio[index] = Track(sound, bytearray())

    @property
    def shown(self) -> Event:
        """As a content_part event has it."""
        return {"type": "audio", "transcript": self._shown.get("transcript", "")}

    def pieces(self) -> Iterator[Piece]:
        length = self._answer.length
        steps = max(math.ceil(round(length / self._step, 6)), 1)
        for index, words in enumerate(spread(self._answer.text, steps)):
            begin = index * self._step
            seconds = min(self._step, length - begin)
            audio = self._sound.tone(seconds, self._answer.tone, after=begin)
            yield self._sound.ms(len(audio)) / 1000, self._tell(words, audio)

    def _tell(self, words: str, audio: bytes) -> list[tuple[str, dict[str, Any]]]:
        told: list[tuple[str, dict[str, Any]]] = []
        if words:
            self._shown["transcript"] = self._shown.get("transcript", "") + words
            told.append(("response.output_audio_transcript.delta", {"delta": words}))
        if audio:
            self._track.data.extend(audio)
            delta = base64.b64encode(audio).decode()
            told.append(("response.output_audio.delta", {"delta": delta}))
        return told

    def closing(self) -> list[tuple[str, dict[str, Any]]]:
        transcript = self._shown.get("transcript", "")
        return [
            ("response.output_audio.done", {}),
            ("response.output_audio_transcript.done", {"transcript": transcript}),
        ]


class Text:
    """A written part."""

    def __init__(self, answer: TextAnswer | Answer, item: Item) -> None:
        self._text = answer.text
        self._shown: Event = {"type": "output_text", "text": ""}
        item.data["content"].append(self._shown)

    @property
    def shown(self) -> Event:
        """As a content_part event has it."""
        return {"type": "text", "text": self._shown["text"]}

    def pieces(self) -> Iterator[Piece]:
        for piece in chunks(self._text):
            self._shown["text"] += piece
            yield 0.0, [("response.output_text.delta", {"delta": piece})]

    def closing(self) -> list[tuple[str, dict[str, Any]]]:
        return [("response.output_text.done", {"text": self._shown["text"]})]


class Arguments:
    """The arguments of a tool call."""

    def __init__(self, call: ToolCall, item: Item) -> None:
        self._call = call
        self._item = item

    def pieces(self) -> Iterator[Piece]:
        for piece in chunks(self._call.arguments):
            self._item.data["arguments"] += piece
            fields = {"call_id": self._call.call_id, "delta": piece}
            yield 0.0, [("response.function_call_arguments.delta", fields)]

    def closing(self) -> list[tuple[str, dict[str, Any]]]:
        fields = {
            "call_id": self._call.call_id,
            "name": self._call.name,
            "arguments": self._item.data["arguments"],
        }
        return [("response.function_call_arguments.done", fields)]


def chunks(text: str) -> list[str]:
    """The text in small pieces, which together are all of it."""
    return [
        text[start : start + PIECE_CHARACTERS] for start in range(0, len(text), PIECE_CHARACTERS)
    ]


def spread(text: str, steps: int) -> list[str]:
    """The words over so many steps, evenly and rather early; words are not broken."""
    words = text.split(" ")
    ends = [-(-len(words) * step // steps) for step in range(steps + 1)]
    told = [words[start:end] for start, end in pairwise(ends)]
    pieces: list[str] = []
    begun = False
    for group in told:
        pieces.append((" " if begun and group else "") + " ".join(group))
        begun = begun or bool(group)
    return pieces
