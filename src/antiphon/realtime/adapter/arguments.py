"""What the events of a model of 0.12 bring along, and what is wrong where they do not."""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["fault"]

NEEDS: Mapping[str, Mapping[str, type]] = {
    "input_speech_transcription_completed": {"item_id": str, "transcript": str},
    "input_speech_transcription_failed": {"item_id": str},
    "agent_speech_transcription_completed": {"item_id": str, "transcript": str},
    "response_created": {"id": str},
    "response_done": {"id": str},
    "response_content_added": {
        "response_id": str,
        "item_id": str,
        "output_index": int,
        "content_index": int,
        "content_type": str,
        "text_stream": object,
        "audio_stream": object,
    },
    "response_content_done": {
        "response_id": str,
        "item_id": str,
        "output_index": int,
        "content_index": int,
        "content_type": str,
        "text": str,
    },
    "metrics_collected": {},
}
"""The events that have an argument: its fields, and what they are."""


def fault(name: str, args: Sequence[Any]) -> str | None:
    """What is wrong with an event's arguments, in a sentence; None where nothing is."""
    if name not in NEEDS:
        return None
    if not args:
        return f"the model emitted {name} without its argument: it is ignored"
    for field, kind in NEEDS[name].items():
        wrong = wrong_with(args[0], field, kind)
        if wrong is not None:
            return f"the model emitted {name} with an object {wrong}: it is ignored"
    return None


def wrong_with(argument: object, field: str, kind: type) -> str | None:
    if not hasattr(argument, field):
        return f"that has no {field}"
    found = type(getattr(argument, field))
    return (
        None if issubclass(found, kind) else f"whose {field} is {named(found)}, not {named(kind)}"
    )


def named(kind: type) -> str:
    return "None" if kind is type(None) else f"of type {kind.__name__}"
