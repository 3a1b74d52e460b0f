"""The configuration of a session, in GA's shape: defaults, changes, and what is refused."""

from copy import deepcopy
from typing import Any

from antiphon.testing.fake_openai.checks import (
    check_choice,
    check_known,
    check_modalities,
    check_tokens,
    check_voice,
    number_at,
    object_at,
    optional,
)
from antiphon.testing.fake_openai.outbox import Refused
from antiphon.testing.fake_openai.script import Event
from antiphon.testing.fake_openai.sound import Sound, sound_of

__all__ = ["Settings", "check_format", "voice_name"]

FIELDS = {
    "session": {
        "type", "audio", "include", "instructions", "max_output_tokens", "model",
        "output_modalities", "parallel_tool_calls", "prompt", "reasoning", "tool_choice", "tools",
        "tracing", "truncation",
    },
    "session.audio": {"input", "output"},
    "session.audio.input": {"format", "noise_reduction", "transcription", "turn_detection"},
    "session.audio.output": {"format", "speed", "voice"},
}  # fmt: skip
"""What the service knows; "temperature" is the beta dialect's, which translates before."""

SERVER_VAD = {
    "type": "server_vad",
    "threshold": 0.5,
    "prefix_padding_ms": 300,
    "silence_duration_ms": 500,
    "idle_timeout_ms": None,
    "create_response": True,
    "interrupt_response": True,
}
SEMANTIC_VAD = {
    "type": "semantic_vad",
    "eagerness": "auto",
    "create_response": True,
    "interrupt_response": True,
}
DETECTORS = {"server_vad": SERVER_VAD, "semantic_vad": SEMANTIC_VAD}
NOT_NULL = {"format", "voice", "speed"}
"""Whoever sets these to null leaves them as they are."""
PCM_FORMAT: Event = {"type": "audio/pcm", "rate": 24000}
EAGERNESS = ["low", "medium", "high", "auto"]
FORMATS = ["audio/pcm", "audio/pcmu", "audio/pcma"]


class Settings:
    """What a session is set to."""

    def __init__(self, session_id: str, model: str, expires_at: int | None) -> None:
        self._session: Event = {
            "type": "realtime",
            "object": "realtime.session",
            "id": session_id,
            "model": model,
            "expires_at": expires_at,
            "output_modalities": ["audio"],
            "instructions": "You are a helpful, witty, and friendly AI.",
            "tools": [],
            "tool_choice": "auto",
            "max_output_tokens": "inf",
            "tracing": None,
            "truncation": "auto",
            "prompt": None,
            "include": None,
            "audio": {
                "input": {
                    "format": PCM_FORMAT,
                    "transcription": None,
                    "noise_reduction": None,
                    "turn_detection": SERVER_VAD,
                },
                "output": {"format": PCM_FORMAT, "voice": "marin", "speed": 1.0},
            },
        }

    @property
    def shown(self) -> Event:
        """The session object."""
        return deepcopy(self._session)

    @property
    def output_modalities(self) -> list[str]:
        modalities: list[str] = self._session["output_modalities"]
        return modalities

    @property
    def turn_detection(self) -> Event | None:
        """The detector's options, complete; None where the client commits."""
        return self._input["turn_detection"]  # type: ignore[no-any-return]

    @property
    def transcription(self) -> Event | None:
        """How the user is transcribed; None for not at all."""
        return self._input["transcription"]  # type: ignore[no-any-return]

    @property
    def input_sound(self) -> Sound:
        """What the microphone's audio is."""
        return sound_of(self._input["format"]["type"])

    @property
    def output_sound(self) -> Sound:
        """What the model's audio is."""
        return sound_of(self._output["format"]["type"])

    @property
    def voice(self) -> str:
        """Its name, or its id."""
        return voice_name(self._output["voice"])

    def update(self, session: Event, *, has_spoken: bool) -> None:
        """Take over what is given, or refuse it whole."""
        check_fields("session", session)
        check_choice(object_at(session, "session").get("type"), ["realtime"], "session.type")
        check_values(session)
        if has_spoken:
            self._check_voice(session)
        audio = session.get("audio", {})
        self._input.update(filled(audio.get("input", {})))
        self._output.update(filled(audio.get("output", {})))
        self._session.update({k: v for k, v in session.items() if k not in ("audio", "model")})

    def _check_voice(self, session: Event) -> None:
        voice = session.get("audio", {}).get("output", {}).get("voice", self.voice)
        if voice_name(voice) != self.voice:
            raise Refused(
                "Cannot update a conversation's voice if assistant audio is present.",
                code="cannot_update_voice",
            )

    @property
    def _input(self) -> Event:
        return self._session["audio"]["input"]  # type: ignore[no-any-return]

    @property
    def _output(self) -> Event:
        return self._session["audio"]["output"]  # type: ignore[no-any-return]


def voice_name(voice: Any) -> str:
    """The name of a voice, the id of a custom one."""
    name: str = voice["id"] if isinstance(voice, dict) else voice
    return name


def filled(direction: Event) -> Event:
    """The options of one direction, what they leave out of a detector or a format filled in."""
    full = {name: value for name, value in direction.items() if value or name not in NOT_NULL}
    if detector := direction.get("turn_detection"):
        given = {name: value for name, value in detector.items() if value is not None}
        full["turn_detection"] = DETECTORS[detector["type"]] | given
    if format := direction.get("format"):
        full["format"] = sound_of(format["type"]).shown
    return full


def check_values(session: Event) -> None:
    """Raises Refused for values that the service does not take."""
    check_modalities(session.get("output_modalities", ["audio"]), "session.output_modalities")
    optional(check_tokens, session.get("max_output_tokens"), "session.max_output_tokens")
    for name, direction in session.get("audio", {}).items():
        path = f"session.audio.{name}"
        optional(check_format, direction.get("format"), f"{path}.format")
        optional(check_voice, direction.get("voice"), f"{path}.voice")
        optional(check_detector, direction.get("turn_detection"), f"{path}.turn_detection")


def check_format(format: object, param: str) -> None:
    """Raises Refused for what is no format."""
    check_choice(object_at(format, param).get("type"), FORMATS, param)


def check_detector(detector: object, param: str) -> None:
    """Raises Refused for what cannot detect turns."""
    given = object_at(detector, param)
    check_choice(given.get("type"), list(DETECTORS), f"{param}.type")
    for name in ("threshold", "prefix_padding_ms", "silence_duration_ms", "idle_timeout_ms"):
        optional(number_at, given.get(name), f"{param}.{name}")
    if given.get("eagerness") is not None:
        check_choice(given["eagerness"], EAGERNESS, f"{param}.eagerness")


def check_fields(path: str, given: object) -> None:
    """Raises Refused for a field that the service does not know."""
    fields = object_at(given, path)
    check_known(fields, FIELDS[path], path)
    for name, value in fields.items():
        if f"{path}.{name}" in FIELDS:
            check_fields(f"{path}.{name}", value)
