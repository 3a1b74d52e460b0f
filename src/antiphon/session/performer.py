"""Does what the core says: each effect goes to the part of the session that it is for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from antiphon import clock
from antiphon.core import messages as m
from antiphon.deadlines import Deadlines
from antiphon.listening import Ears
from antiphon.narration import Narrator
from antiphon.playout import Playout
from antiphon.publishing import Publisher, caption_of
from antiphon.reactor import Reactor
from antiphon.realtime import RealtimeSession
from antiphon.record import Record
from antiphon.speech_log import SpeechLog
from antiphon.tools import ToolRunner

__all__ = ["CoreReactor", "Performer"]

CoreReactor: TypeAlias = Reactor[m.Event, m.Effect, Record]


@dataclass(frozen=True, kw_only=True, slots=True)
class Performer:
    """The parts of a session, as its conversation commands them."""

    reactor: CoreReactor
    model: RealtimeSession
    playout: Playout
    narrator: Narrator
    tools: ToolRunner
    ears: Ears
    publisher: Publisher
    deadlines: Deadlines
    speech_log: SpeechLog
    run_tools: Callable[[m.RunTools], None]
    link: Callable[[Sequence[str]], None]
    """Listens to these participants, and to nobody else."""
    saying_ended: Callable[[m.SayingEnded], None]
    end: Callable[[str], None]
    """Ends the conversation, for this reason."""
    fail: Callable[[Exception], None]
    """Ends it with an error."""

    def perform(self, effect: m.Effect) -> None:  # noqa: C901 - one flat table of arms
        """Do what is in force on return; what takes time goes on beside it."""
        match effect:
            case m.Buffer():
                self.playout.buffer(effect.content)
            case m.Play():
                self.playout.play(effect.content)
            case m.EndAudio():
                self.playout.end(effect.content)
            case m.PausePlayout():
                self.playout.pause(effect.content)
            case m.ResumePlayout():
                self.playout.resume(effect.content)
            case m.StopPlayout():
                self._stop(effect.content)
            case m.WakeAtHeard():
                self.playout.wake_at(effect.content, effect.ms)
            case m.RunTools():
                self.run_tools(effect)
            case m.InterruptTools():
                self.tools.interrupt(effect.calls, effect.by)
            case m.CallOffTools():
                self.tools.call_off(effect.calls, effect.by)
            case m.LinkParticipants():
                self.link(effect.identities)
            case m.OpenEars():
                self.ears.open(effect.identity)
            case m.CloseEars():
                self.ears.shut()
            case m.PublishCaption():
                self.publisher.show(caption_of(effect))
            case m.PublishState():
                self._show_state(effect.state)
            case m.SetDeadline():
                self.deadlines.set(effect)
            case m.Emit():
                self.reactor.announce(self._record(effect))
            case m.Relay():
                event = effect.event.value
                self.reactor.announce(Record(at=clock.now(), event=event, args=effect.args))
            case m.SayingEnded():
                self.saying_ended(effect)
            case m.Narrate() | m.NarrateOn() | m.EndNarration() | m.CancelNarration():
                self.narrator.perform(effect)
            case m.Close():
                self.end(effect.reason)
            case m.Fail():
                self.fail(effect.error)
            case (
                m.CreateResponse()
                | m.RequestDropped()
                | m.CancelResponse()
                | m.CommitAudio()
                | m.ClearAudio()
                | m.Truncate()
                | m.NoteText()
                | m.DeleteItem()
                | m.CreateItem()
                | m.Say()
            ):
                self.model.send(effect)
            case _:
                assert_never(effect)

    def _stop(self, content: m.ContentId) -> None:
        heard_ms = self.playout.stop(content)
        self.reactor.answer(m.PlayoutEnded(content=content, heard_ms=heard_ms, interrupted=True))

    def _show_state(self, state: m.AgentState) -> None:
        self.publisher.show_state(state)
        self.reactor.announce(Record(at=clock.now(), event="state", args=(state,)))

    def _record(self, emit: m.Emit) -> Record:
        """What listeners are told, in their own words, and what a record wants to know besides."""
        args, detail = emit.args, emit.detail
        if emit.event is m.EventName.CALLS_COLLECTED:
            args = (self.tools.collected(*args),)
        elif emit.event is m.EventName.CALLS_FINISHED:
            detail = {"seconds": self.tools.seconds(*args)}
            args = (self.tools.finished(*args),)
        elif emit.event is m.EventName.AGENT_STARTED:
            detail = self.speech_log.started
        elif emit.event is m.EventName.AGENT_STOPPED:
            detail = self.speech_log.stopped
        return Record(at=clock.now(), event=emit.event.value, args=args, detail=detail)
