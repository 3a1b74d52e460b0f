"""A stand-in for the OpenAI Realtime service: it answers what a script says, and fails as told.

    service = FakeOpenAI(answers=[Answer("Hello there.", 1.0)], heard=["hi"])
    line = await service.dialer().dial(Endpoint(url="wss://fake/v1/realtime", headers=...))

It speaks both dialects, has a server VAD, interrupts, refuses what the real service refuses in its
words, and keeps a record. Its dialer works in memory, on virtual time too; `listening()` serves on
a real socket.
"""

from antiphon.testing.fake_openai.connection import Dial, FakeConnection
from antiphon.testing.fake_openai.faults import Abort, Action, Close, GoSilent, Rewrite, Withhold
from antiphon.testing.fake_openai.options import Options
from antiphon.testing.fake_openai.script import (
    Answer,
    Calls,
    Event,
    Failure,
    Incomplete,
    Message,
    NeverEnds,
    NeverStarts,
    Output,
    Refusal,
    Reply,
    TextAnswer,
    TranscriptionFailed,
    Turn,
)
from antiphon.testing.fake_openai.service import FakeOpenAI
from antiphon.testing.fake_openai.session import FakeSession

__all__ = [
    "Abort",
    "Action",
    "Answer",
    "Calls",
    "Close",
    "Dial",
    "Event",
    "Failure",
    "FakeConnection",
    "FakeOpenAI",
    "FakeSession",
    "GoSilent",
    "Incomplete",
    "Message",
    "NeverEnds",
    "NeverStarts",
    "Options",
    "Output",
    "Refusal",
    "Reply",
    "Rewrite",
    "TextAnswer",
    "TranscriptionFailed",
    "Turn",
    "Withhold",
]
