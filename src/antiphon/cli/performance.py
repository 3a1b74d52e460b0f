"""Has a caller and the agent play something, while it is shown and kept."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Protocol

from antiphon.audio import AudioFrame, Recording, is_silent
from antiphon.caller import Caller
from antiphon.cli.caller_voice import CallerVoice
from antiphon.cli.chronicle import AGENT, Chronicle, Entry
from antiphon.cli.conversation import Conversation, DidNotHappen
from antiphon.cli.event_log import EventLog
from antiphon.cli.live_view import LiveView, open_view
from antiphon.cli.model_names import ModelChoice, open_model
from antiphon.cli.output_folder import OutputFiles, OutputFolder
from antiphon.cli.signals import ending_on_signals
from antiphon.cli.timeline import timeline_page
from antiphon.cli.transcript import Transcript
from antiphon.llm import FunctionContext
from antiphon.realtime import RealtimeModel
from antiphon.rooms.base import AGENT_TRACK, Caption
from antiphon.rooms.local import (
    Participant,
    RemoteAudioTrack,
    RemoteTrackPublication,
    TranscriptionSegment,
)

__all__ = ["Play", "perform", "perform_with"]

SAMPLE_RATE = 24_000
"""Of `conversation.wav`, in Hz."""


class Play(Protocol):
    """What a caller does, and what must have come of it."""

    @property
    def title(self) -> str: ...
    @property
    def tools(self) -> FunctionContext | None: ...
    @property
    def sample_rate(self) -> int:
        """Of the caller's microphone, in Hz."""
        ...

    async def play(self, caller: Caller, chronicle: Chronicle) -> None:
        """Do it; the conversation ends when this returns."""

    def check(self, chronicle: Chronicle) -> None:
        """Raise DidNotHappen if it did not come off."""


def perform_with(choice: ModelChoice, play: Play, folder: OutputFolder) -> None:
    """Load the model and perform `play`. Raises AgentError, KeyboardInterrupt, EndedBySignal."""
    with open_view(sys.stderr if folder.writes_to_stdout else sys.stdout) as view:
        asyncio.run(load_and_perform(choice, play, folder, view))


async def load_and_perform(
    choice: ModelChoice, play: Play, folder: OutputFolder, view: LiveView
) -> None:
    with ending_on_signals():
        with view.loading("the model"):
            model = await open_model(choice)
        try:
            await perform(play, model, folder, view)
        finally:
            await model.aclose()


async def perform(play: Play, model: RealtimeModel, folder: OutputFolder, view: LiveView) -> None:
    """Perform `play` with `model`; whatever ends it, what was heard up to then is kept.

    Raises ConfigurationError where the folder cannot be made, DidNotHappen where the play did not
    come off, another AgentError where the conversation broke off or could not be kept.
    """
    with folder.open() as files:
        async with (
            Conversation.open(model, play.tools, sample_rate=play.sample_rate) as conversation,
            kept(conversation, files, view, play.title) as chronicle,
        ):
            await conversation.hold(lambda caller: play.play(caller, chronicle))
        files.check()
    play.check(chronicle)
    check_audible(conversation)


@asynccontextmanager
async def kept(
    conversation: Conversation, files: OutputFiles, view: LiveView, title: str
) -> AsyncGenerator[Chronicle]:
    """Keep in `files` and show in `view` what happens in the context; leaving it hangs up."""
    recorder = conversation.caller.recorder
    lines: list[str] = []

    def write(line: str) -> None:
        files.events.write(line)
        lines.append(line)

    events = EventLog(write, lambda: recorder.started_at)
    chronicle = follow(conversation, Transcript(files.transcript.write, title), view)
    conversation.agent.observe(events.note)
    try:
        with view.following(chronicle):
            try:
                yield chronicle
            finally:
                await conversation.agent.aclose()
    finally:
        events.flush()
        sound = AudioFrame.from_samples(recorder.stereo(SAMPLE_RATE), SAMPLE_RATE)
        files.keep_sound(sound)
        files.keep_timeline(timeline_page(lines, files.folder)[0])
        view.tell_latencies(chronicle)
        view.tell_folder(files.folder, sound.duration)


def check_audible(conversation: Conversation) -> None:
    """Raise DidNotHappen if nothing is to be heard of the agent's voice."""
    agent = conversation.caller.recorder.stereo(SAMPLE_RATE)[:, 1]
    if is_silent(Recording(frame=AudioFrame.from_samples(agent, SAMPLE_RATE))):
        raise DidNotHappen("The agent answered, but its voice was silent throughout.")


def follow(conversation: Conversation, transcript: Transcript, view: LiveView) -> Chronicle:
    """Have transcript and view told what happens in the conversation."""
    agent, caller = conversation.agent, conversation.caller
    voice = CallerVoice()
    caller.microphone.listen(voice)
    caller.microphone.listen(view.caller_meter)

    def tell(entry: Entry) -> None:
        transcript.add(entry)
        view.add(entry)

    chronicle = Chronicle(lambda: caller.recorder.started_at, voice, tell)
    agent.observe(chronicle.note)
    agent.observe(view.note)

    def show(segments: list[TranscriptionSegment], who: Participant | None) -> None:
        for segment in segments:
            view.show(caption_of(segment, who))

    def hear(track: RemoteAudioTrack, publication: RemoteTrackPublication) -> None:
        if publication.name == AGENT_TRACK:
            track.listen(view.agent_meter)

    caller.room.on("transcription_received", show)
    caller.room.on("track_subscribed", hear)
    return chronicle


def caption_of(segment: TranscriptionSegment, who: Participant | None) -> Caption:
    """A segment that the caller has received, as the agent has shown it."""
    speaker = None if who is None or who.identity == AGENT else who.identity
    return Caption(segment_id=segment.id, text=segment.text, final=segment.final, speaker=speaker)
