"""`events.jsonl`: everything the agent told, one JSON object a line."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from antiphon.cli.calls import calls_in

if TYPE_CHECKING:
    from antiphon.record import Record

__all__ = ["EventLog", "to_json"]


class EventLog:
    """Writes each record with `write` as soon as its time is known.

    `t` counts from the moment that `started_at` tells; what comes before has `t` = 0.
    """

    def __init__(
        self, write: Callable[[str], None], started_at: Callable[[], float | None]
    ) -> None:
        self._write = write
        self._started_at = started_at
        self._early: list[Record] = []

    def note(self, record: "Record") -> None:
        """Write `record`, or keep it until t = 0 is known."""
        self._early.append(record)
        if self._started_at() is not None:
            self.flush()

    def flush(self) -> None:
        """Write what was kept."""
        zero = self._started_at()
        early, self._early = self._early, []
        for record in early:
            t = 0.0 if zero is None else max(record.at - zero, 0.0)
            line = {"t": round(t, 3), "event": record.event, **to_json(record)}
            self._write(json.dumps(line, default=str) + "\n")


def to_json(record: "Record") -> dict[str, Any]:
    """What the line of `record` says besides its time and its name."""
    match record.event:
        case "user_speech_committed" | "agent_speech_committed" | "agent_speech_interrupted":
            return {"text": record.args[0], **record.detail}
        case "agent_started_speaking" | "agent_stopped_speaking":
            return record.detail
        case "function_calls_collected" | "function_calls_finished":
            return {"calls": [call.to_json() for call in calls_in(record)]}
        case "metrics_collected":
            return {"metrics": asdict(record.args[0])}
        case "state":
            return {"state": record.args[0]}
        case "error":
            trouble = record.args[0]
            told = {"kind": trouble.kind, "message": trouble.message}
            return {"error": {**told, "recoverable": trouble.recoverable}}
        case "closed":
            return {"reason": record.args[0]}
    return {}
