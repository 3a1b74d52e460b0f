"""Calls, participants and text answers: the machines that fit on one screen."""

import pytest

from antiphon.core import messages as m
from antiphon.core.calls import Calls, called_off
from antiphon.core.participants import (
    ABSENCE_DEADLINE,
    ABSENCE_SECONDS,
    GRACE_DEADLINE,
    Admission,
    Participants,
)
from antiphon.core.text_answers import TextAnswers
from antiphon.core.turns import TurnPolicy
from antiphon.llm import ToolCall

# -- calls ---------------------------------------------------------------------------------


def received(*call_ids: str) -> m.ToolCallsReceived:
    calls = tuple(ToolCall(call_id=call_id, name="f", arguments="{}") for call_id in call_ids)
    return m.ToolCallsReceived(response_id="r1", calls=calls)


def finished(call_id: str) -> m.ToolFinished:
    return m.ToolFinished(call_id=call_id, output="1")


def test_a_round_is_open_until_its_last_call_is_answered() -> None:
    calls = Calls()
    round_ = calls.received(received("a", "b"))
    assert round_ is not None
    assert calls.open_items == {"call_item_a"}
    assert round_.find("b").call_id == "b"
    assert calls.finished(finished("b")) is round_
    assert calls.is_running
    assert round_.open == {"a"}
    assert calls.finished(finished("a")) is round_
    assert not round_.open
    assert (calls.is_running, calls.open_items) == (False, set())


def off(call_id: str, by: m.Canceller) -> m.ToolFinished:
    return called_off(ToolCall(call_id=call_id, name="f", arguments=""), by)


@pytest.mark.parametrize(
    ("ends", "is_replied_to"),
    [
        ([finished("a"), finished("b")], True),
        ([off("a", "user"), off("b", "user")], True),
        ([off("a", "program"), finished("b")], True),
        ([finished("a"), off("b", "program")], True),
        ([off("a", "program"), off("b", "program")], False),
        ([off("a", "answer"), off("b", "answer")], False),
        ([finished("a"), off("b", "end")], False),
    ],
)
def test_a_round_is_replied_to_unless_all_of_it_was_called_off(
    ends: list[m.ToolFinished], is_replied_to: bool
) -> None:
    calls = Calls()
    round_ = calls.received(received("a", "b"))
    assert round_ is not None
    assert [call.call_id for call in calls.open_calls] == ["a", "b"]
    for end in ends:
        calls.finished(end)
    assert calls.open_calls == ()
    assert round_.wants_reply is is_replied_to


def test_a_call_that_was_called_off_says_by_whom() -> None:
    end = off("a", "user")
    assert (end.call_id, end.called_off_by) == ("a", "user")
    assert end.output == '{"error": "cancelled: the user spoke"}'
    assert end.failure == "the tool f was cancelled: the user spoke"


def test_a_call_runs_once_and_is_answered_once() -> None:
    calls = Calls()
    calls.received(received("a"))
    assert calls.received(received("a")) is None
    again = calls.received(received("a", "b"))
    assert again is not None
    assert [call.call_id for call in again.calls] == ["b"]
    assert calls.finished(finished("a")) is not None
    assert calls.finished(finished("a")) is None
    assert calls.finished(finished("unheard of")) is None
    assert calls.received(received("a")) is None


# -- participants --------------------------------------------------------------------------


class Room(Participants):
    """Who is there, in fewer words."""

    def joins(self, identity: str, *, standard: bool = True) -> list[m.Effect]:
        return self.joined(m.ParticipantJoined(identity=identity, standard=standard))


def link(*identities: str) -> m.LinkParticipants:
    return m.LinkParticipants(identities=identities)


def grace(seconds: float | None = 20.0) -> m.SetDeadline:
    return m.SetDeadline(name=GRACE_DEADLINE, seconds=seconds)


def test_the_first_ordinary_participant_is_linked_and_a_newcomer_never_takes_over() -> None:
    room = Room()
    assert room.joins("recorder", standard=False) == []
    assert room.joins("ann") == [link("ann")]
    assert room.joins("bob") == []
    assert room.joins("ann") == []
    assert room.linked == ("ann",)


def test_whoever_is_named_is_linked_and_nobody_else() -> None:
    room = Room(["bob", "bot"])
    assert room.joins("ann") == []
    assert room.joins("bot", standard=False) == [link("bot")]


def test_one_who_leaves_may_come_back_and_meanwhile_nobody_takes_their_place() -> None:
    room = Room()
    room.joins("ann")
    assert room.left("ann") == [link(), grace()]
    assert room.linked == ()
    assert room.joins("bob") == []
    assert room.joins("ann") == [link("ann"), grace(None)]


def test_after_the_grace_period_the_next_one_is_linked() -> None:
    room = Room()
    for identity in ("ann", "bob", "cid"):
        room.joins(identity)
    room.left("bob")
    room.left("ann")
    assert room.grace_passed() == [link("cid")]
    assert room.grace_passed() == []


def test_after_the_grace_period_an_empty_room_is_the_end() -> None:
    room = Room()
    room.joins("recorder", standard=False)
    room.joins("ann")
    room.left("ann")
    assert room.grace_passed() == [m.Close(reason="participant_left")]
    assert room.joins("bob") == [link("bob")]


def test_a_stale_grace_period_ends_nothing() -> None:
    room = Room()
    assert room.grace_passed() == []
    room.joins("ann")
    assert room.grace_passed() == []
    assert room.linked == ("ann",)


def test_everybody_who_is_ordinary_is_linked_as_they_come_and_go() -> None:
    room = Room("all")
    assert room.joins("recorder", standard=False) == []
    assert room.joins("ann") == [link("ann")]
    assert room.joins("bob") == [link("ann", "bob")]
    assert room.joins("bob") == []
    assert room.left("recorder") == []
    assert room.left("ann") == [link("bob")]
    assert room.joins("ann") == [link("bob", "ann")]
    assert room.linked == ("bob", "ann")


def test_of_several_the_last_to_leave_is_waited_for_and_anybody_else_will_do() -> None:
    room = Room("all")
    room.joins("ann")
    room.joins("bob")
    room.left("ann")
    assert room.left("bob") == [link(), grace()]
    assert room.joins("cid") == [link("cid"), grace(None)]
    assert room.grace_passed() == []


def test_when_none_of_several_comes_back_it_is_the_end() -> None:
    room = Room("all")
    room.joins("ann")
    room.left("ann")
    assert room.grace_passed() == [m.Close(reason="participant_left")]


def test_one_who_is_named_and_does_not_come_is_waited_for_and_that_is_said() -> None:
    room = Room(["godot", "lucky"])
    assert room.expected() == [m.SetDeadline(name=ABSENCE_DEADLINE, seconds=ABSENCE_SECONDS)]
    (told,) = room.deadline_passed(ABSENCE_DEADLINE)
    assert isinstance(told, m.Emit)
    assert told.args[0].kind == "participant_absent"
    assert told.args[0].message == "godot or lucky has not come: the agent waits."
    assert told.args[0].recoverable
    assert room.joins("godot") == [link("godot")]


@pytest.mark.parametrize("admitted", ["first", "all", []])
def test_where_nobody_is_named_nobody_is_missed(admitted: Admission) -> None:
    assert Room(admitted).expected() == []


def test_one_who_comes_is_not_missed_whether_they_stay_or_not() -> None:
    room = Room(["ann"])
    room.joins("ann")
    assert room.expected() == []
    assert room.absence_noticed() == []
    room.left("ann")
    assert room.absence_noticed() == []


def test_an_agent_that_was_first_is_left_the_room_unless_agents_are_ignored() -> None:
    assert Room().agent_found() == [m.Close(reason="another_agent")]
    assert Room("all", TurnPolicy(other_agents="ignore")).agent_found() == []


def test_nobody_minds_a_stranger_who_leaves() -> None:
    assert Room().left("nobody") == []


# -- text answers --------------------------------------------------------------------------


def test_a_response_that_only_wrote_is_one_once() -> None:
    answers = TextAnswers(5)
    answers.wrote("r1", "hello")
    assert answers.take("another") is None
    assert answers.take("r1") == "hello"
    assert answers.take("r1") is None


def test_a_response_that_also_spoke_or_called_tools_is_none() -> None:
    answers = TextAnswers(5)
    for do_something_else in (answers.spoke, answers.excuse):
        answers.wrote("r1", "hello")
        do_something_else("r1")
        assert answers.take("r1") is None
        answers.wrote("r1", "hello")
        assert answers.take("r1") == "hello"


def test_after_the_most_retries_in_a_row_there_is_no_hope_left() -> None:
    answers = TextAnswers(2)
    assert "(1)" in answers.retry("hello").message
    assert answers.retry("hello").kind == "text_response"
    assert answers.is_hopeless
    answers.spoke("r1")
    assert not answers.is_hopeless


def test_giving_up_fails_in_the_words_of_0_12() -> None:
    told, fail = TextAnswers(2).give_up()
    assert isinstance(fail, m.Fail)
    assert isinstance(told, m.Emit)
    assert "returned a text response after 2 retries" in str(fail.error)
    assert not told.args[0].recoverable
