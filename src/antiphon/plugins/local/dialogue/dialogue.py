"""The built-in dialogue, behind the port of a text model."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from antiphon.llm.chat_context import ChatContext
from antiphon.llm.function_context import FunctionContext
from antiphon.llm.llm import ChatChunk
from antiphon.plugins.local.dialogue import timers
from antiphon.plugins.local.dialogue.history import History, Next, Turn, read_history
from antiphon.plugins.local.dialogue.instructions import follow
from antiphon.plugins.local.dialogue.interpreter import Interpreter
from antiphon.plugins.local.dialogue.memory import (
    Answer,
    Memory,
    Request,
    Scene,
    Timer,
    ToolRequest,
)
from antiphon.plugins.local.dialogue.recollection import Recollection
from antiphon.plugins.local.dialogue.results import in_sentences
from antiphon.plugins.local.dialogue.smalltalk import take_initiative
from antiphon.plugins.local.dialogue.tools import Toolbox
from antiphon.plugins.local.dialogue.words import sentences

__all__ = ["Dialogue"]


class Dialogue:
    """A small, honest conversation partner: an `llm.LLM`, one for each session.

    The list, the name, where the story was: all this is read from the chat context each time. So an
    answer that was begun early and thrown away leaves no trace, and a context that was replaced
    counts. Only when a turn was answered is not in there: that is kept here, for the timers.

    `schedule(seconds, label)` is called when a timer is set. When that time has passed, by the
    clock that `now` reads, the session should ask for a reply: `chat()` then says that the timer is
    done, or yields nothing where it was cancelled, or told already. Where the answer was thrown
    away it need not. Without `schedule`, a timer is refused.
    """

    can_draft = True

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        schedule: Callable[[float, str], None] | None = None,
    ) -> None:
        self._now = now
        self._schedule = schedule
        self._answered_at: dict[str, datetime] = {}
        self._scheduled: set[Timer] = set()
        self._began = now()
        self._toolbox = Toolbox({})
        self._recollection = Recollection(self._toolbox)

    async def chat(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> AsyncIterator[ChatChunk]:
        """The answer to `chat_ctx`, sentence by sentence, or the calls of tools of `fnc_ctx`."""
        self._take_up(fnc_ctx)
        answer = self._answer(read_history(chat_ctx))
        if answer.calls:
            yield ChatChunk(tool_calls=answer.calls)
        for index, sentence in enumerate(sentences(answer.text)):
            yield ChatChunk(text=f" {sentence}" if index else sentence)

    def understands(
        self, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> bool | None:
        """Whether the user's last words are all that is needed to do what they want.

        False where it would have to ask for more, None where it does not know what they want.
        """
        self._take_up(fnc_ctx)
        history = read_history(chat_ctx)
        if history.next is not Next.ANSWER:
            return None
        answer = self._interpret(history, self._now())
        if answer.calls:
            return True
        if answer.memory.asked or is_asking(answer.memory.last):
            return False
        return True if answer.intent else None

    def _take_up(self, fnc_ctx: FunctionContext | None) -> None:
        tools = fnc_ctx.ai_functions if fnc_ctx else {}
        if tools != self._toolbox.tools:
            self._toolbox = Toolbox(tools)
            self._recollection = Recollection(self._toolbox)

    def _answer(self, history: History) -> Answer:
        """The answer, followed by the timers that have run out meanwhile."""
        now = self._now()
        answer = self._proper_answer(history, now)
        if answer.calls:
            return answer
        due = (timers.announcement(timer) for timer in timers.due_timers(answer.memory, now))
        return Answer(" ".join(filter(None, (answer.text, *due))), answer.memory)

    def _proper_answer(self, history: History, now: datetime) -> Answer:
        if history.next is Next.ANSWER:
            return self._respond(history, now)
        scenes = self._scenes(history.turns)
        memory = self._recollection.recall(history, scenes)
        scene = replace(self._scene("", len(scenes), None), now=now)
        match history.next:
            case Next.RESULTS:
                turn = history.turns[-1]
                return Answer(in_sentences(turn.outputs[turn.told :]), memory)
            case Next.INSTRUCTED:
                return follow(history.instruction, memory, scene)
            case Next.INITIATIVE:
                if self._take_ring(now):
                    return Answer("", memory)
                return take_initiative(memory, scene)

    def _respond(self, history: History, now: datetime) -> Answer:
        """The answer to what the user said last."""
        turn = history.turns[-1]
        answer = self._interpret(history, self._answered_at.setdefault(turn.id, now))
        self._ring_for(answer.memory, turn, now)
        return answer

    def _interpret(self, history: History, answered_at: datetime) -> Answer:
        """The answer to what the user said last, and nothing else."""
        *before, turn = history.turns
        scenes = self._scenes(before)
        scene = self._scene(turn.id, len(before), answered_at)
        memory = self._recollection.recall(history, scenes)
        return Interpreter(memory, scene, self._toolbox).answer(turn.text)

    def _scenes(self, turns: Sequence[Turn]) -> list[Scene]:
        answered_at = self._answered_at
        return [self._scene(turn.id, n, answered_at.get(turn.id)) for n, turn in enumerate(turns)]

    def _scene(self, turn: str, count: int, answered_at: datetime | None) -> Scene:
        """Where a turn was answered: one that somebody else has answered rings nobody here."""
        return Scene(
            now=answered_at or self._began,
            turn=turn,
            count=count,
            can_ring=self._schedule is not None and answered_at is not None,
            tools=self._toolbox.abilities,
        )

    def _ring_for(self, memory: Memory, turn: Turn, now: datetime) -> None:
        """Have the timers scheduled that the turn has set."""
        for timer in memory.timers:
            if timer.turn == turn.id and timer not in self._scheduled and self._schedule:
                self._scheduled.add(timer)
                self._schedule((timer.ends - now).total_seconds(), timer.label)

    def _take_ring(self, now: datetime) -> bool:
        """Whether a scheduled call is due: then this is it, even if its timer was told already."""
        due = next((timer for timer in self._scheduled if timers.is_due(timer, now)), None)
        self._scheduled.discard(due)
        return due is not None


def is_asking(last: Request | ToolRequest | None) -> bool:
    """Whether a tool waits for an argument."""
    return isinstance(last, ToolRequest) and bool(last.missing)
