"""`antiphon talk`: a conversation with a recording."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from antiphon.audio import AudioFrame, Recording, audible_mono, is_silent, read_wav
from antiphon.cli.chronicle import AGENT
from antiphon.cli.conversation import DidNotHappen, microphone_open
from antiphon.errors import ConfigurationError
from antiphon.llm import FunctionContext

if TYPE_CHECKING:
    from antiphon.caller import Caller
    from antiphon.cli.chronicle import Chronicle

__all__ = ["Talk", "read_input"]

TOP_RATE = 48_000
QUIET_SECONDS = 1.5
"""The conversation is over when the agent has been quiet for so long."""
PATIENCE_SECONDS = 5.0
"""The same, while the caller's last words have no answer: a slow machine is still at it."""
LAST_ANSWER_SECONDS = 120.0
"""So long after the end of the input the caller hangs up, whatever is being said."""


def read_input(path: Path) -> Recording:
    """The recording at `path`. Raises ConfigurationError for what nobody could answer."""
    if path.is_char_device():
        raise ConfigurationError(f"{path} is a device: give a WAV file.")
    recording = read_wav(path)
    if is_silent(recording):
        raise ConfigurationError(f"{path} is silent throughout: give a WAV file with speech in it.")
    return replace(recording, frame=audible_mono(recording.frame))


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A caller plays `recording`, and hears the agent out."""

    title: str
    recording: AudioFrame
    tools: FunctionContext | None = None

    @property
    def sample_rate(self) -> int:
        """That of the recording, so that it is heard as it is, if a microphone can have it."""
        rate = self.recording.sample_rate
        return rate if rate % 100 == 0 and rate <= TOP_RATE else TOP_RATE

    async def play(self, caller: "Caller", chronicle: "Chronicle") -> None:
        """Play it; return when the agent has nothing more to say, or 2 minutes later."""
        await caller.play(self.recording)
        async with microphone_open(caller):
            try:
                async with asyncio.timeout(LAST_ANSWER_SECONDS):
                    await hear_out(caller, chronicle)
            except TimeoutError:
                return  # closing the conversation cuts the agent off, and keeps what was heard

    def check(self, chronicle: "Chronicle") -> None:
        """Raise DidNotHappen unless somebody was understood and answered aloud."""
        if all(said.speaker == AGENT for said in chronicle.said):
            raise DidNotHappen("No words were recognized in the recording.")
        if not any(said.speaker == AGENT for said in chronicle.said):
            raise DidNotHappen("The agent did not answer aloud.")


async def hear_out(caller: "Caller", chronicle: "Chronicle") -> None:
    """Wait until the agent has nothing more to say."""
    await caller.until_agent_quiet(QUIET_SECONDS)
    if chronicle.awaits_answer:
        await caller.until_agent_quiet(PATIENCE_SECONDS)
