"""Whatever happens, in whatever order: what must hold of every conversation, holds.

`ANTIPHON_FUZZ=1` makes it a long search instead of a short one.
"""

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from antiphon.core import messages as m
from antiphon.core.commits import TRANSCRIPT_DEADLINE
from antiphon.core.participants import GRACE_DEADLINE, Admission
from antiphon.core.push_to_talk import CLOSING_DEADLINE
from antiphon.core.responses import BEGIN_DEADLINE, STALL_DEADLINE
from antiphon.core.turns import (
    ANSWER_DEADLINE,
    DOUBT_DEADLINE,
    BargeIn,
    TurnDetection,
    TurnPolicy,
)
from antiphon.llm import ChatMessage, ToolCall
from tests.core.inspector import Inspector
from tests.core.stage import Stage

T = TypeVar("T")

SHORT = settings(max_examples=150, stateful_step_count=50)
LONG = settings(max_examples=3000, stateful_step_count=80)
IS_LONG = "ANTIPHON_FUZZ" in os.environ
PROFILE = settings(
    LONG if IS_LONG else SHORT,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)

TEXTS = st.sampled_from(
    [
        "Hello there. ",
        "how are you today? ",
        "Fine",
        ", thank you!",
        " \n ",
        "你好。再见",
        "👍 ok ",
        "…",
    ]
)
WORDS = st.lists(st.sampled_from(["yes", "no.", "Well", "再见", "👋"]), min_size=1, max_size=4)
MS = st.sampled_from([0.4, 20.0, 350.0, 1000.0, 3000.0])
DEADLINES = (
    ANSWER_DEADLINE,
    BEGIN_DEADLINE,
    DOUBT_DEADLINE,
    CLOSING_DEADLINE,
    GRACE_DEADLINE,
    STALL_DEADLINE,
    TRANSCRIPT_DEADLINE,
)
IDENTITIES = st.sampled_from(["ann", "bob"])
DUPLICATES = st.sampled_from(["cancel_existing", "cancel_new", "keep_both"])
STATUSES = st.sampled_from(["completed", "completed", "cancelled", "failed", "incomplete"])
INDEX = st.integers(0, 10**6)


class WatchedStage(Stage):
    """A stage with an inspector, and a listener that calls back."""

    def __init__(
        self,
        *,
        can_truncate: bool,
        commits_audio: bool,
        barge_in: BargeIn,
        turn_detection: TurnDetection,
        asks_for_answers: bool,
        admitted: Admission,
    ) -> None:
        super().__init__(
            [ChatMessage.create(text="be brief", role="system", id="system")],
            can_truncate=can_truncate,
            commits_audio=commits_audio,
            turns=TurnPolicy(barge_in=barge_in, turn_detection=turn_detection),
            asks_for_answers=asks_for_answers,
            admitted=admitted,
        )
        self.is_manual = turn_detection == "manual"
        self.inspector = Inspector(self, can_truncate=can_truncate)
        self.inspector.remote.add("system")
        self.reactions: list[Callable[[], object]] = []

    def handle(self, event: m.Event) -> list[m.Effect]:
        self.inspector.before(event)
        return super().handle(event)

    def perform(self, effect: m.Effect) -> None:
        self.inspector.performed(effect)
        super().perform(effect)

    def tell(self, emit: m.Emit) -> None:
        super().tell(emit)
        self.inspector.told(emit)
        if self.reactions:
            self.reactions.pop()()


def one_of(things: Sequence[T], index: int) -> T:
    return things[index % len(things)]


class AnyConversation(RuleBasedStateMachine):
    """A model, a room and a program that do what they may, and now and then what they may not."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.responses = ["unheard of"]
        self.contents: list[m.ContentId] = []
        self.users = ["unheard of"]
        self.calls: list[ToolCall] = []

    @initialize(
        can_truncate=st.booleans(),
        commits_audio=st.booleans(),
        barge_in=st.sampled_from(["stop", "pause", "pause", "ignore"]),
        turn_detection=st.sampled_from(["automatic", "automatic", "automatic", "manual"]),
        asks_for_answers=st.booleans(),
        admitted=st.sampled_from(["first", "all"]),
        is_open=st.sampled_from([True, True, True, False]),
    )
    def begin(
        self,
        can_truncate: bool,
        commits_audio: bool,
        barge_in: BargeIn,
        turn_detection: TurnDetection,
        asks_for_answers: bool,
        admitted: Admission,
        is_open: bool,
    ) -> None:
        self.stage = WatchedStage(
            can_truncate=can_truncate,
            commits_audio=commits_audio,
            barge_in=barge_in,
            turn_detection=turn_detection,
            asks_for_answers=asks_for_answers,
            admitted=admitted,
        )
        self.inspector = self.stage.inspector
        self.stage.post(m.UserStopped())
        if is_open:
            self.stage.opens()

    def new_id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    # -- the room ----------------------------------------------------------------------------

    @rule(identity=IDENTITIES, is_leaving=st.booleans())
    def somebody_moves(self, identity: str, is_leaving: bool) -> None:
        if is_leaving:
            self.stage.post(m.ParticipantLeft(identity=identity))
        else:
            self.stage.post(m.SessionReady(), m.ParticipantJoined(identity=identity))

    @rule(identity=IDENTITIES, seconds=st.sampled_from([0.2, 3.0]))
    def somebody_speaks(self, identity: str, seconds: float) -> None:
        self.stage.post(m.Spoke(identity=identity, seconds=seconds))

    # -- the user ----------------------------------------------------------------------------

    @rule()
    def user_starts(self) -> None:
        self.stage.post(m.UserStarted())

    @rule()
    def user_stops(self) -> None:
        self.stage.post(m.UserStopped())

    @rule(identity=IDENTITIES, text=TEXTS)
    def somebody_writes(self, identity: str, text: str) -> None:
        self.stage.post(m.UserWrites(identity=identity))
        wrote = m.UserWrote(item_id=self.new_id("text"), text=text, identity=identity)
        self.stage.post(wrote)

    @rule(
        act=st.sampled_from(
            [
                m.TurnOpened(),
                m.TurnOpened(identity="ann"),
                m.TurnClosed(),
                m.TurnCancelled(),
            ]
        )
    )
    def somebody_presses_the_button(self, act: m.UserAct) -> None:
        if self.stage.is_manual:
            self.stage.post(act)

    @rule()
    def user_is_committed(self) -> None:
        self.users.append(self.new_id("user"))
        self.stage.post(m.UserCommitted(item_id=self.users[-1]))

    @rule(index=INDEX, text=st.none() | TEXTS)
    def user_is_transcribed(self, index: int, text: str | None) -> None:
        self.stage.post(m.UserTranscribed(item_id=one_of(self.users, index), text=text))

    @precondition(lambda self: self.stage.current)
    @rule(text=st.sampled_from([None, "", "Yeah.", "mm-hmm", "stop!"]), ends=st.integers(0, 4))
    def user_barges_in(self, text: str | None, ends: int) -> None:
        """Somebody says a short word while the agent speaks, or is about to."""
        steps: list[Callable[[], object]] = [
            self.user_starts,
            self.user_stops,
            self.user_is_committed,
            lambda: self.stage.post(m.UserTranscribed(item_id=self.users[-1], text=text)),
        ]
        for step in steps[:ends]:
            step()
        if DOUBT_DEADLINE in self.stage.deadlines and ends in (1, 2):
            self.stage.waits(DOUBT_DEADLINE)

    # -- the model ---------------------------------------------------------------------------

    @rule(is_asked=st.booleans())
    def model_answers(self, is_asked: bool) -> None:
        self.responses.append(self.new_id("response"))
        request_id = self.inspector.requested if is_asked else None
        self.stage.post(m.ResponseCreated(response_id=self.responses[-1], request_id=request_id))

    @rule(is_asked=st.booleans(), words=WORDS, ms=MS, status=st.none() | STATUSES)
    def model_speaks(
        self, is_asked: bool, words: list[str], ms: float, status: m.ResponseStatus | None
    ) -> None:
        """An answer, or more of one, as it goes when nothing is out of order."""
        if not self.inspector.active:
            self.model_answers(is_asked)
            self.content_begins("audio", 0, 0)
        if self.stage.tracks:
            self.timed_words_come(-1, words)
        self.stage.plays(ms)
        if status and self.stage.tracks and self.inspector.active:
            self.content_ends(-1)
            self.answer_ends(status)

    @rule(words=WORDS, ms=MS, is_over=st.booleans(), index=INDEX)
    def an_answer_is_cut_off(self, words: list[str], ms: float, is_over: bool, index: int) -> None:
        """An answer of two parts, of which the first is heard for a while."""
        if self.inspector.active:
            self.answer_ends("completed")
        self.model_answers(is_asked=True)
        for part in (0, 1):
            self.content_begins("audio", 0, part)
            self.timed_words_come(-1, words)
        if is_over:
            self.answer_ends("completed")
        self.stage.plays(ms)
        cuts: list[Callable[[], object]] = [
            self.interrupts,
            self.user_starts,
            self.model_is_lost,
            lambda: self.asks_for_a_reply("cancel_existing"),
            lambda: self.somebody_moves("ann", is_leaving=True),
        ]
        one_of(cuts, index)()

    @rule(ms=MS, is_complete=st.booleans(), is_cut=st.booleans(), text=st.none() | TEXTS)
    def an_answer_is_heard_before_its_words(
        self, ms: float, is_complete: bool, is_cut: bool, text: str | None
    ) -> None:
        """An answer that ends without text, some of which comes then, or never."""
        if self.inspector.active:
            self.answer_ends("completed")
        self.interrupts()
        self.model_answers(is_asked=True)
        self.content_begins("audio", 0, 0)
        self.audio_comes(-1, 3000.0, is_voiced=True)
        if is_complete:
            self.content_ends(-1)
        self.stage.plays(ms)
        if is_cut:
            self.interrupts()
        if text is not None and self.inspector.mute:
            self.words_come_late(-1, text, is_over=is_complete)

    @rule(is_asked=st.booleans(), text=TEXTS, is_over=st.booleans())
    def model_writes(self, is_asked: bool, text: str, is_over: bool) -> None:
        """An answer in writing, where it was to be spoken."""
        if not self.inspector.active:
            self.model_answers(is_asked)
        self.content_begins("text", 1, 1)
        self.stage.post(m.TextArrived(content=self.contents[-1], text=text))
        self.stage.post(m.ContentDone(content=self.contents[-1]))
        if is_over and self.inspector.active:
            self.answer_ends("completed")

    @precondition(lambda self: self.inspector.requested)
    @rule(busy=st.booleans())
    def model_refuses(self, busy: bool) -> None:
        request_id = self.inspector.requested or ""
        self.stage.post(m.ResponseRefused(request_id=request_id, message="no", busy=busy))

    @precondition(lambda self: self.inspector.active)
    @rule(
        kind=st.sampled_from(["audio", "audio", "text"]),
        item=st.integers(0, 1),
        part=st.integers(0, 1),
    )
    def content_begins(self, kind: m.ContentKind, item: int, part: int) -> None:
        response_id = self.inspector.active or ""
        content = m.ContentId(
            response_id=response_id,
            item_id=f"item_{response_id}_{item}",
            output_index=item,
            content_index=part,
        )
        self.contents.append(content)
        self.stage.post(m.ContentAdded(content=content, kind=kind))

    @precondition(lambda self: self.stage.tracks)
    @rule(index=INDEX, words=WORDS)
    def timed_words_come(self, index: int, words: list[str]) -> None:
        if self.stage.tracks:
            text = "".join(f"{word} " for word in words)
            self.stage.says(one_of(list(self.stage.tracks), index), text)

    @precondition(lambda self: self.stage.tracks)
    @rule(index=INDEX, text=TEXTS)
    def text_comes(self, index: int, text: str) -> None:
        self.stage.post(m.TextArrived(content=one_of(list(self.stage.tracks), index), text=text))

    @precondition(lambda self: self.inspector.mute)
    @rule(index=INDEX, text=TEXTS, is_over=st.booleans())
    def words_come_late(self, index: int, text: str, is_over: bool) -> None:
        content = one_of(list(self.inspector.mute), index)
        self.stage.post(m.TextArrived(content=content, text=text))
        if is_over:
            self.stage.post(m.ContentDone(content=content))

    @precondition(lambda self: self.stage.tracks)
    @rule(index=INDEX, ms=MS, is_voiced=st.booleans())
    def audio_comes(self, index: int, ms: float, is_voiced: bool) -> None:
        if self.stage.tracks:
            self.stage.sounds(one_of(list(self.stage.tracks), index), ms, is_voiced=is_voiced)

    @precondition(lambda self: self.stage.tracks)
    @rule(index=INDEX)
    def content_ends(self, index: int) -> None:
        if self.stage.tracks:
            self.stage.post(m.ContentDone(content=one_of(list(self.stage.tracks), index)))

    @precondition(lambda self: self.inspector.active)
    @rule(status=STATUSES)
    def answer_ends(self, status: m.ResponseStatus) -> None:
        response_id = self.inspector.active or ""
        self.stage.post(m.ResponseDone(response_id=response_id, status=status))

    @precondition(lambda self: self.inspector.active)
    @rule(names=st.lists(st.sampled_from(["f", "frail"]), min_size=1, max_size=3))
    def tools_are_called(self, names: list[str]) -> None:
        calls = [ToolCall(call_id=self.new_id("call"), name=name, arguments="") for name in names]
        self.calls += calls
        response_id = self.inspector.active or ""
        self.stage.post(m.ToolCallsReceived(response_id=response_id, calls=tuple(calls)))

    @precondition(lambda self: self.calls)
    @rule(index=INDEX, failure=st.sampled_from([None, None, "broken"]))
    def a_tool_ends(self, index: int, failure: str | None) -> None:
        call_id = one_of(self.calls, index).call_id
        self.stage.post(m.ToolFinished(call_id=call_id, output="1", failure=failure))

    @rule()
    def model_is_lost(self) -> None:
        self.stage.post(m.ModelLost(message="gone"))

    @precondition(lambda self: not self.inspector.is_online)
    @rule()
    def model_is_restored(self) -> None:
        self.stage.post(m.ModelRestored())

    # -- time --------------------------------------------------------------------------------

    @precondition(lambda self: self.stage.current)
    @rule(ms=MS)
    def plays(self, ms: float) -> None:
        self.stage.plays(ms)

    @precondition(lambda self: self.stage.deadlines)
    @rule(index=INDEX)
    def a_deadline_passes(self, index: int) -> None:
        self.stage.waits(one_of(list(self.stage.deadlines), index))

    # -- the program -------------------------------------------------------------------------

    @rule(on_duplicate=DUPLICATES)
    def asks_for_a_reply(self, on_duplicate: m.OnDuplicate) -> None:
        self.stage.post(m.ReplyRequested(on_duplicate=on_duplicate))

    @rule()
    def wants_something_said(self) -> None:
        self.stage.post(m.SayRequested(name=self.new_id("say"), text="goodbye"))

    @rule()
    def interrupts(self) -> None:
        self.stage.post(m.InterruptRequested())

    @rule(index=INDEX, is_shuffled=st.booleans())
    def replaces_the_context(self, index: int, is_shuffled: bool) -> None:
        messages = self.stage.history.shown().messages
        new = ChatMessage.create(text="new", role="user", id=self.new_id("new"))
        at = index % (len(messages) + 1)
        kept = [*messages[at:], new] if is_shuffled else [*messages[:at], new, *messages[at + 1 :]]
        self.stage.post(m.ContextReplaced(messages=tuple(kept)))

    @rule(index=INDEX)
    def a_listener_will_call_back(self, index: int) -> None:
        call_backs = [
            self.interrupts,
            lambda: self.asks_for_a_reply("cancel_existing"),
            lambda: self.asks_for_a_reply("keep_both"),
            lambda: self.replaces_the_context(index, is_shuffled=False),
        ]
        self.stage.reactions.append(one_of(call_backs, index))

    # -- what is late, or said twice, or makes no sense ------------------------------------------

    @rule(index=INDEX, kind=st.integers(0, 7), status=STATUSES)
    def a_response_is_reported_again(self, index: int, kind: int, status: m.ResponseStatus) -> None:
        response_id = one_of(self.responses, index)
        if response_id == self.inspector.active:
            return
        content = m.ContentId(
            response_id=response_id, item_id=f"item_{response_id}_0", content_index=kind % 3
        )
        if kind < 3:
            self.stage.post(m.ResponseDone(response_id=response_id, status=status))
        elif kind < 6:
            self.stage.post(m.ContentAdded(content=content))
        elif response_id != "unheard of":
            self.stage.post(m.ResponseCreated(response_id=response_id))

    @precondition(lambda self: self.contents)
    @rule(index=INDEX, ms=MS)
    def a_content_is_reported_again(self, index: int, ms: float) -> None:
        content = one_of(self.contents, index)
        self.stage.post(m.ContentAdded(content=content))
        if content not in self.stage.tracks and content not in self.inspector.mute:
            assert not self.stage.post(
                m.TextArrived(content=content, text="late"),
                m.AudioArrived(content=content, ms=ms),
                m.ContentDone(content=content),
                m.PlayoutStarted(content=content),
                m.Heard(content=content, ms=ms),
                m.PlayoutEnded(content=content, heard_ms=ms),
            )

    @rule(index=INDEX)
    def a_user_is_reported_again(self, index: int) -> None:
        self.stage.post(m.UserCommitted(item_id=one_of(self.users, index)))

    @rule(index=INDEX, name=st.sampled_from(DEADLINES))
    def something_is_stale(self, index: int, name: str) -> None:
        assert not self.stage.post(m.ResponseRefused(request_id="unheard of", message="no"))
        if self.calls:
            calls = (one_of(self.calls, index),)
            assert not self.stage.post(m.ToolCallsReceived(response_id="unheard of", calls=calls))
        if name not in self.stage.deadlines:
            self.stage.post(m.DeadlinePassed(name=name))

    # -- what must hold ------------------------------------------------------------------------

    @invariant()
    def what_is_paused_waits_for_something(self) -> None:
        paused = any(track.is_paused for track in self.stage.tracks.values())
        assert not paused or DOUBT_DEADLINE in self.stage.deadlines
        assert not paused or self.stage.conversation.state in ("initializing", "listening")

    @invariant()
    def the_speaker_is_one_who_is_listened_to(self) -> None:
        linked = self.stage.conversation.linked
        speaker = self.stage.conversation.speaker
        assert speaker in linked if linked else speaker is None

    @invariant()
    def the_ledger_is_true(self) -> None:
        self.inspector.check_ledger()

    def teardown(self) -> None:
        if not hasattr(self, "stage"):
            return
        self.stage.reactions.clear()
        self._come_to_rest()
        assert self.stage.conversation.state == "listening"
        self.stage.calls("the last", "f", "frail")
        self.stage.closes()
        self.inspector.check_all_told()
        assert self.stage.events[-1] == "closed"
        assert self.stage.events.count("closed") == 1
        assert not self.stage.post(m.UserStarted(), m.ReplyRequested(), m.ModelRestored())

    def _come_to_rest(self) -> None:
        """Everybody ends what was begun; after a few rounds nothing is left."""
        self.stage.post(m.SessionReady(), m.UserStopped(), m.TurnCancelled())
        if not self.inspector.is_online:
            self.stage.post(m.ModelRestored())
        for call in self.calls:
            self.stage.post(m.ToolFinished(call_id=call.call_id, output="1"))
        for user in self.users:
            self.stage.post(m.UserTranscribed(item_id=user, text=None))
        for _ in range(200):
            self._end_a_round()
            if self._is_at_rest():
                return
        raise AssertionError("the conversation does not come to rest")

    def _is_at_rest(self) -> bool:
        return not (self.stage.tracks or self.inspector.active or self.inspector.requested)

    def _end_a_round(self) -> None:
        for name in DEADLINES[:-2]:
            if name in self.stage.deadlines and not self.inspector.requested:
                self.stage.waits(name)
        self.stage.post(m.ParticipantJoined(identity="ann"))
        for content in list(self.stage.tracks):
            self.stage.post(m.ContentDone(content=content))
        if self.inspector.requested:
            self.model_answers(is_asked=True)
        if self.inspector.active:
            self.answer_ends("completed")
        self.stage.plays()


TestAnyConversation = pytest.mark.timeout(3600 if IS_LONG else 60)(AnyConversation.TestCase)
TestAnyConversation.settings = PROFILE
