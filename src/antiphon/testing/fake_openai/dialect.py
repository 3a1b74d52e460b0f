"""The two shapes of the wire: GA's, which the session speaks, and the beta's, translated."""

from collections.abc import Mapping
from typing import Literal, Protocol, TypeAlias

from antiphon.testing.fake_openai.checks import unknown
from antiphon.testing.fake_openai.script import Event

__all__ = ["Dialect", "DialectName", "dialect_of"]

DialectName: TypeAlias = Literal["ga", "beta"]

RENAMED = {
    "conversation.item.added": "conversation.item.created",
    "response.output_audio.delta": "response.audio.delta",
    "response.output_audio.done": "response.audio.done",
    "response.output_audio_transcript.delta": "response.audio_transcript.delta",
    "response.output_audio_transcript.done": "response.audio_transcript.done",
    "response.output_text.delta": "response.text.delta",
    "response.output_text.done": "response.text.done",
}
ONLY_GA = {"conversation.item.done", "input_audio_buffer.timeout_triggered"}
ONLY_BETA = {"conversation.created"}
PARTS = {"output_text": "text", "output_audio": "audio"}
FORMATS = {"audio/pcm": "pcm16", "audio/pcmu": "g711_ulaw", "audio/pcma": "g711_alaw"}
CODINGS = {name: coding for coding, name in FORMATS.items()}

INPUT_FIELDS = {
    "input_audio_format": "format",
    "input_audio_noise_reduction": "noise_reduction",
    "input_audio_transcription": "transcription",
    "turn_detection": "turn_detection",
}
OUTPUT_FIELDS = {"output_audio_format": "format", "speed": "speed", "voice": "voice"}
TOP_FIELDS = {
    "conversation": "conversation",
    "input": "input",
    "instructions": "instructions",
    "max_output_tokens": "max_output_tokens",
    "max_response_output_tokens": "max_output_tokens",
    "metadata": "metadata",
    "modalities": "output_modalities",
    "model": "model",
    "tool_choice": "tool_choice",
    "tools": "tools",
    "tracing": "tracing",
}
TEMPERATURE = "temperature"
"""GA has none: it is taken, and has no effect."""
FIELDS = {*TOP_FIELDS, *INPUT_FIELDS, *OUTPUT_FIELDS, TEMPERATURE}


class Dialect(Protocol):
    """What goes over the wire, in and out."""

    def read(self, event: Event) -> Event:
        """A client's event in GA's shape. Raises Refused."""
        ...

    def render(self, event: Event) -> Event | None:
        """The service's event as this dialect has it; None where it has none."""


def dialect_of(name: DialectName) -> Dialect:
    """The dialect of that name."""
    return GA() if name == "ga" else Beta()


class GA:
    """As the session speaks."""

    def read(self, event: Event) -> Event:
        return event

    def render(self, event: Event) -> Event | None:
        return None if event["type"] in ONLY_BETA else event


class Beta:
    """As it was until May 2026."""

    def read(self, event: Event) -> Event:
        match event:
            case {"type": "session.update", "session": dict(session)}:
                return event | {"session": {"type": "realtime"} | nested(session, "session")}
            case {"type": "response.create", "response": dict(response)}:
                return event | {"response": nested(response, "response")}
            case {"type": "conversation.item.create", "item": dict(item)}:
                return event | {"item": with_parts(item, {v: k for k, v in PARTS.items()})}
            case _:
                return event

    def render(self, event: Event) -> Event | None:
        if event["type"] in ONLY_GA:
            return None
        shown = event | {"type": RENAMED.get(event["type"], event["type"])}
        if "session" in event:
            shown["session"] = flat_session(event["session"])
        if "response" in event:
            shown["response"] = flat_response(event["response"])
        if "item" in event:
            shown["item"] = with_parts(event["item"], PARTS)
        if event["type"] == "response.function_call_arguments.done":
            del shown["name"]
        return shown


def nested(flat: Event, path: str) -> Event:
    """Options in GA's shape. Raises Refused for what the beta did not know."""
    for name in flat:
        if name not in FIELDS:
            raise unknown(f"{path}.{name}")
    options = picked(flat, TOP_FIELDS)
    if isinstance(modalities := options.get("output_modalities"), list):
        options["output_modalities"] = ["audio"] if "audio" in modalities else ["text"]
    directions = {
        "input": coded(picked(flat, INPUT_FIELDS)),
        "output": coded(picked(flat, OUTPUT_FIELDS)),
    }
    audio = {name: direction for name, direction in directions.items() if direction}
    return options | ({"audio": audio} if audio else {})


def picked(flat: Event, names: Mapping[str, str]) -> Event:
    """The options that have a new name, by it."""
    return {new: flat[old] for old, new in names.items() if old in flat}


def coded(direction: Event) -> Event:
    """The options with GA's name of the format."""
    if "format" not in direction:
        return direction
    return direction | {"format": {"type": CODINGS.get(str(direction["format"]), "none")}}


def flat_session(session: Event) -> Event:
    """The session object as the beta showed it."""
    heard, said = session["audio"]["input"], session["audio"]["output"]
    return {
        "object": "realtime.session",
        "id": session["id"],
        "model": session["model"],
        "expires_at": session["expires_at"],
        "modalities": modalities_of(session),
        "instructions": session["instructions"],
        "voice": said["voice"],
        "speed": said["speed"],
        "input_audio_format": FORMATS[heard["format"]["type"]],
        "output_audio_format": FORMATS[said["format"]["type"]],
        "input_audio_transcription": heard["transcription"],
        "input_audio_noise_reduction": heard["noise_reduction"],
        "turn_detection": old_detection(heard["turn_detection"]),
        "tools": session["tools"],
        "tool_choice": session["tool_choice"],
        "temperature": 0.8,
        "max_response_output_tokens": session["max_output_tokens"],
        "tracing": session["tracing"],
    }


def old_detection(detection: Event | None) -> Event | None:
    """The detector without what is newer than the beta."""
    if detection is None:
        return None
    return {name: value for name, value in detection.items() if name != "idle_timeout_ms"}


def flat_response(response: Event) -> Event:
    """The response object as the beta showed it."""
    output = response["audio"]["output"]
    same = {
        name: value
        for name, value in response.items()
        if name not in ("audio", "output", "output_modalities")
    }
    return same | {
        "modalities": modalities_of(response),
        "voice": output["voice"],
        "output_audio_format": FORMATS[output["format"]["type"]],
        "temperature": 0.8,
        "output": [with_parts(item, PARTS) for item in response["output"]],
        "usage": old_usage(response["usage"]),
    }


def old_usage(usage: Event | None) -> Event | None:
    """The usage without what is newer than the beta."""
    if usage is None:
        return None
    details = usage["input_token_details"]
    old = {name: details[name] for name in ("text_tokens", "audio_tokens", "cached_tokens")}
    return usage | {"input_token_details": old}


def modalities_of(shown: Event) -> list[str]:
    """Speech comes with text."""
    return ["audio", "text"] if shown["output_modalities"] == ["audio"] else ["text"]


def with_parts(item: Event, names: Mapping[str, str]) -> Event:
    """The item with its parts named so."""
    if not isinstance(item.get("content"), list):
        return item
    return item | {"content": [with_name(part, names) for part in item["content"]]}


def with_name(part: object, names: Mapping[str, str]) -> object:
    """The part with its type named so."""
    if isinstance(part, dict) and part.get("type") in tuple(names):
        return part | {"type": names[part["type"]]}
    return part
