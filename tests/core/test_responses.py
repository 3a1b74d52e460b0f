"""One answer at a time: asked for, begun, done; refused, late, stalled or lost."""

from dataclasses import replace

from antiphon.core import messages as m
from antiphon.core.requests import CANCEL_SECONDS, LOOK_SECONDS
from antiphon.core.responses import (
    BEGIN_DEADLINE,
    BEGIN_SECONDS,
    BUSY_SECONDS,
    BUSY_TIMES,
    GIVEN_UP,
    MOST_KNOWN,
    NARRATION_DEADLINE,
    STALL_DEADLINE,
    Request,
    Responses,
)


def begins(seconds: float | None = BEGIN_SECONDS) -> m.SetDeadline:
    return m.SetDeadline(name=BEGIN_DEADLINE, seconds=seconds)


def stalls(seconds: float | None = LOOK_SECONDS) -> m.SetDeadline:
    return m.SetDeadline(name=STALL_DEADLINE, seconds=seconds)


def drags(seconds: float | None = LOOK_SECONDS) -> m.SetDeadline:
    """The same, of what is narrated."""
    return m.SetDeadline(name=NARRATION_DEADLINE, seconds=seconds)


def create(request_id: str) -> list[m.Effect]:
    """What sends that request."""
    return [m.CreateResponse(request_id=request_id), begins()]


def cancel(response_id: str) -> list[m.Effect]:
    """What cancels that response."""
    return [m.CancelResponse(response_id=response_id), stalls(CANCEL_SECONDS)]


def refused(request_id: str, *, busy: bool = False) -> m.ResponseRefused:
    return m.ResponseRefused(request_id=request_id, message="no", busy=busy)


class Line(Responses):
    """The scheduler, in fewer words."""

    def asks(self, request_id: str = "ours") -> list[m.Effect]:
        return self.request(Request(id=request_id))

    def begins(self, response_id: str, request_id: str | None = None) -> list[m.Effect]:
        return self.created(m.ResponseCreated(response_id=response_id, request_id=request_id))

    def looks(self, times: int = 1) -> tuple[list[m.Effect], m.Trouble | None]:
        """The answer under way is looked at so many times; what the last look leads to."""
        for _ in range(times - 1):
            assert self.stall_deadline_passed() == ([stalls()], None)
        return self.stall_deadline_passed()


def active(response_id: str = "r1") -> Line:
    """A line on which that response is under way."""
    line = Line()
    line.begins(response_id)
    return line


def requested(request_id: str = "ours") -> Line:
    """A line on which that request was sent."""
    line = Line()
    line.asks(request_id)
    return line


def test_a_request_goes_out_when_the_line_is_idle() -> None:
    line = Line()
    assert line.asks() == create("ours")
    assert (line.is_busy, line.active_id) == (True, None)
    assert not Line().is_busy


def test_an_answer_to_a_request_takes_its_place() -> None:
    line = requested()
    assert line.begins("r1", "ours") == [stalls(), begins(None)]
    assert line.active_id == "r1"
    assert line.under_way.is_live("r1")
    assert not line.under_way.is_live("r0")


def test_requests_wait_for_a_model_that_is_not_there_yet_however_long() -> None:
    line = Line()
    line.await_model()
    assert line.asks() == []
    assert line.is_busy
    assert not line.is_offline
    assert line.begin_deadline_passed() == ([], None)
    assert line.restored() == create("ours")


def test_what_nobody_is_writing_is_not_read_aloud() -> None:
    line = Line()
    assert line.read("unheard of", "Hello.") == []
    line.created(m.ResponseCreated(response_id="r1"))
    line.cancel()
    assert line.read("r1", "Hello.") == []


def test_what_is_narrated_does_not_wait_for_the_model() -> None:
    line = Line()
    line.await_model()
    narrated = Request(id="reply_1", say="Hello.", is_narrated=True)
    assert m.Narrate(request_id="reply_1", text="Hello.") in line.request(narrated)


def test_requests_wait_for_the_answer_under_way() -> None:
    line = active()
    assert line.asks("first") == []
    assert line.asks("second") == []
    assert line.done("r1") == [stalls(None), *create("first")]
    line.begins("r2", "first")
    assert line.done("r2") == [stalls(None), *create("second")]


def test_words_to_say_and_instructions_reach_the_model() -> None:
    line = Line()
    assert m.Say(request_id="s", text="hello") in line.request(Request(id="s", say="hello"))
    line = Line()
    request = line.new_request("be kind", tools=["t"])
    expected = m.CreateResponse(request_id="reply_1", instructions="be kind", tools=["t"])
    assert expected in line.request(request)


def test_an_answer_under_way_is_cancelled_once_and_what_waits_is_dropped() -> None:
    line = active()
    line.asks()
    assert line.cancel() == cancel("r1")
    assert line.cancel() == []
    assert not line.is_busy
    assert not line.under_way.is_live("r1")
    assert line.done("r1") == [stalls(None)]


def test_a_request_is_cancelled_as_soon_as_its_answer_begins() -> None:
    line = requested()
    assert line.cancel() == []
    assert not line.is_busy
    assert line.begins("r1", "ours") == [stalls(), begins(None), *cancel("r1")]
    assert not line.under_way.is_live("r1")


def test_a_request_waits_for_the_one_that_was_cancelled() -> None:
    line = requested("old")
    line.cancel()
    assert line.asks("new") == []
    assert line.is_busy
    line.begins("r1", "old")
    assert line.done("r1") == [stalls(None), *create("new")]


def test_a_model_that_answers_of_its_own_accord_makes_a_request_wait() -> None:
    line = requested()
    line.begins("r1")
    assert line.refused(refused("ours", busy=True)) == ([begins(None)], None)
    assert line.done("r1") == [stalls(None), *create("ours")]


def test_a_second_answer_takes_the_place_of_the_first() -> None:
    line = active("r1")
    line.begins("r2")
    assert not line.under_way.is_live("r1")
    assert line.done("r1") == []
    assert line.under_way.is_live("r2")


def test_an_answer_begins_once() -> None:
    line = active()
    assert line.begins("r1") == []
    line.done("r1")
    assert line.begins("r1") == []
    assert line.active_id is None


def test_an_answer_that_is_over_before_it_began_does_not_begin() -> None:
    line = Line()
    assert line.done("r1") == []
    assert line.begins("r1") == []


def test_a_refused_request_is_told_and_makes_way() -> None:
    line = requested("first")
    line.asks("second")
    effects, trouble = line.refused(refused("first"))
    assert effects == [begins(None), *create("second")]
    assert trouble == m.Trouble(kind="response_refused", message="no")


def test_a_refusal_of_something_else_changes_nothing() -> None:
    assert Line().refused(refused("ours")) == ([], None)
    assert requested().refused(refused("another")) == ([], None)


def test_nobody_minds_the_refusal_of_a_request_that_was_cancelled() -> None:
    line = requested()
    line.cancel()
    assert line.refused(refused("ours")) == ([begins(None)], None)
    line = requested()
    line.cancel()
    assert line.refused(refused("ours", busy=True)) == ([begins(BUSY_SECONDS)], None)
    assert line.asks("new") == []
    assert line.begin_deadline_passed() == (create("new"), None)


def test_a_line_that_is_busy_unseen_is_tried_again_after_a_while() -> None:
    line = requested()
    assert line.refused(refused("ours", busy=True)) == ([begins(BUSY_SECONDS)], None)
    assert line.is_busy
    assert line.begin_deadline_passed() == (create("ours"), None)


def test_a_line_that_is_busy_unseen_is_tried_again_when_that_answer_is_done() -> None:
    line = requested()
    line.refused(refused("ours", busy=True))
    assert line.done("unseen") == create("ours")
    line.refused(refused("ours", busy=True))
    line.begins("seen")
    assert line.done("seen") == [stalls(None), *create("ours")]


def test_an_answer_that_does_not_begin_is_asked_for_once_more_and_then_given_up() -> None:
    line = requested()
    effects, trouble = line.begin_deadline_passed()
    assert effects == create("reply_1")
    assert trouble is not None
    assert trouble.kind == "reply_timeout"
    effects, trouble = line.begin_deadline_passed()
    assert effects == []
    assert trouble is not None
    assert not line.is_busy


def test_an_answer_that_begins_after_it_was_asked_for_once_more_is_cancelled() -> None:
    line = requested()
    line.begin_deadline_passed()
    assert line.begins("late", "ours") == [stalls(), *cancel("late")]
    assert line.refused(refused("reply_1", busy=True)) == ([begins(None)], None)
    assert line.done("late") == [stalls(None), *create("reply_1")]


def test_a_cancelled_request_that_never_begins_frees_the_line() -> None:
    line = requested()
    line.cancel()
    line.asks("new")
    assert line.begin_deadline_passed() == (create("new"), None)
    assert line.begins("late", "ours")[-2:] == cancel("late")


def test_a_stale_deadline_changes_nothing() -> None:
    assert Line().begin_deadline_passed() == ([], None)
    assert Line().stall_deadline_passed() == ([], None)
    assert active().begin_deadline_passed() == ([], None)


def test_an_answer_that_makes_progress_is_left_alone() -> None:
    line = active()
    for _ in range(9):
        line.progress("r1")
        assert line.looks(2) == ([stalls()], None)


def test_an_answer_that_was_heard_and_stalls_is_cancelled_at_the_second_idle_look() -> None:
    line = active()
    line.asks()
    line.progress("r1")
    line.under_way.took_effect("r1")
    line.under_way.took_effect("another")
    line.progress("another")
    assert not line.under_way.is_repeatable("r1")
    effects, trouble = line.looks(3)
    assert effects == cancel("r1")
    assert trouble is not None
    assert trouble.kind == "reply_timeout"
    assert line.looks() == ([stalls(None), *create("ours")], None)


def test_an_answer_of_which_nothing_comes_is_given_ten_seconds() -> None:
    effects, trouble = active().looks(4)
    assert effects == cancel("r1")
    assert trouble is not None


def test_an_answer_that_nobody_had_anything_of_is_asked_for_once_more_and_only_once() -> None:
    line = requested()
    line.begins("r1", "ours")
    line.progress("r1")
    assert line.looks(3)[0] == cancel("r1")
    assert line.is_busy
    assert line.done("r1") == [stalls(None), *create("reply_1")]
    line.begins("r2", "reply_1")
    line.progress("r2")
    assert not line.under_way.is_repeatable("r1")
    effects, trouble = line.looks(3)
    assert effects == cancel("r2")
    assert trouble is not None
    assert line.looks() == ([stalls(None)], None)
    assert not line.is_busy


def test_what_the_model_says_unasked_and_stalls_is_asked_for() -> None:
    line = active()
    line.looks(4)
    assert line.done("r1") == [stalls(None), *create("reply_1")]


def test_an_answer_that_was_called_off_and_does_not_end_is_given_up_after_five_seconds() -> None:
    line = active()
    line.cancel()
    line.progress("r1")
    assert line.stall_deadline_passed() == ([stalls(CANCEL_SECONDS)], None)
    effects, trouble = line.stall_deadline_passed()
    assert effects == [stalls(None)]
    assert trouble is not None


def test_one_reply_for_all_tools() -> None:
    line = active()
    assert line.request_tool_reply() == []
    assert line.request_tool_reply() == []
    assert line.done("r1") == [stalls(None), *create("reply_1")]
    line.begins("r2", "reply_1")
    assert line.done("r2") == [stalls(None)]


def test_whatever_is_sent_after_the_outputs_is_their_reply_too() -> None:
    line = active()
    line.asks()
    line.request_tool_reply()
    assert line.done("r1") == [stalls(None), *create("ours")]
    line.begins("r2", "ours")
    assert line.done("r2") == [stalls(None)]


def test_what_was_sent_before_the_outputs_is_not_their_reply() -> None:
    line = requested()
    line.request_tool_reply()
    line.begins("r1", "ours")
    assert line.done("r1") == [stalls(None), *create("reply_1")]


def test_an_answer_of_the_models_own_is_the_reply_to_tools_too() -> None:
    line = Line()
    line.user_started()
    assert line.request_tool_reply() == []
    assert not line.is_busy
    line.begins("r1")
    assert line.user_settled() == []
    assert line.done("r1") == [stalls(None)]


def test_replies_to_tools_are_held_while_the_user_has_the_floor_and_other_requests_are_not() -> (
    None
):
    line = Line()
    line.user_started()
    line.request_tool_reply()
    assert line.asks() == create("ours")
    line.begins("r1", "ours")
    line.request_tool_reply()
    assert line.done("r1") == [stalls(None)]
    assert line.user_settled() == create("reply_2")


def test_a_request_waits_until_what_was_cut_off_is_known() -> None:
    line = Line()
    line.cutting_off()
    assert line.asks() == []
    assert line.is_busy
    assert line.cut_off() == create("ours")


def test_an_answer_is_asked_for_again_when_it_is_over() -> None:
    line = requested()
    line.begins("r1", "ours")
    line.ask_again("r1")
    assert line.done("r1") == [stalls(None), *create("reply_1")]
    idle = Line()
    idle.ask_again("r1")
    assert not idle.is_busy


def test_requests_wait_for_a_lost_model() -> None:
    line = requested()
    assert line.lost() == [begins(None), stalls(None)]
    assert line.is_offline
    assert line.asks("new") == []
    assert line.restored() == create("ours")
    line.begins("r1", "ours")
    assert line.done("r1") == [stalls(None), *create("new")]


def test_a_cancelled_request_is_lost_with_the_model() -> None:
    line = requested()
    line.cancel()
    line.lost()
    assert line.restored() == []


def test_an_answer_that_had_not_begun_to_come_is_asked_for_again() -> None:
    line = requested()
    line.begins("r1", "ours")
    line.lost()
    assert line.active_id is None
    assert line.restored() == create("reply_1")


def test_an_answer_that_can_be_heard_or_has_called_tools_is_not() -> None:
    heard = active()
    heard.under_way.spoke("r1")
    heard.lost()
    assert heard.restored() == []
    effective = active()
    effective.under_way.took_effect("r1")
    effective.lost()
    assert effective.restored() == []
    cancelled = active()
    cancelled.cancel()
    cancelled.lost()
    assert cancelled.restored() == []


# -- what is narrated beside the model -----------------------------------------------------------


def narrated(request_id: str = "say", audio: object = None) -> Request:
    return Request(id=request_id, say="hello", is_narrated=True, saying=request_id, audio=audio)


def narrate(request_id: str = "say") -> list[m.Effect]:
    """What sends that narration."""
    return [m.Narrate(request_id=request_id, text="hello"), begins()]


def test_what_is_narrated_goes_out_while_the_model_is_lost_before_what_waits_for_it() -> None:
    line = requested()
    line.lost()
    assert line.request(narrated()) == narrate()
    assert line.begins("r1", "say") == [drags(), begins(None)]
    assert line.begins("of the lost model") == []
    assert line.restored() == []
    assert line.done("r1") == [drags(None), *create("ours")]


def test_what_waited_to_be_narrated_goes_out_when_the_model_is_lost() -> None:
    line = active()
    line.request(narrated())
    line.progress("r1")
    assert line.lost() == [begins(None), stalls(None), *narrate()]


def test_what_is_being_narrated_survives_the_loss_of_the_model() -> None:
    line = Line()
    line.request(narrated())
    line.begins("r1", "say")
    assert line.lost() == [begins(None), stalls(None)]
    assert line.under_way.is_live("r1")
    assert line.begins("r1", "say") == []
    assert line.cancel() == [m.CancelNarration(response_id="r1"), drags(CANCEL_SECONDS)]


def test_what_is_about_to_be_narrated_survives_the_loss_of_the_model() -> None:
    line = Line()
    line.request(narrated())
    assert line.lost() == [stalls(None)]
    assert line.begins("another", "ours") == []
    assert line.begins("r1", "say") == [drags(), begins(None)]


def test_what_was_called_off_when_the_model_was_lost_stays_called_off() -> None:
    line = Line()
    line.request(narrated())
    line.call_off("say")
    line.lost()
    assert m.CancelNarration(response_id="r1") in line.begins("r1", "say")


def test_what_is_narrated_is_not_the_reply_to_tools() -> None:
    line = active()
    line.request(narrated())
    line.request_tool_reply()
    assert line.done("r1") == [stalls(None), *narrate()]
    line.begins("r2", "say")
    assert line.done("r2") == [drags(None), *create("reply_1")]


def test_given_audio_that_stalls_cannot_be_played_once_more() -> None:
    line = Line()
    line.request(narrated(audio=object()))
    line.begins("r1", "say")
    assert not line.under_way.is_repeatable("r1")
    assert not Line().under_way.is_repeatable("r1")


# -- a lost model, a new one -----------------------------------------------------------------------


def test_a_lost_model_begins_nothing() -> None:
    line = Line()
    line.lost()
    assert line.begins("r1") == []
    assert line.active_id is None


# -- who asked is told -----------------------------------------------------------------------------


ASKED = Request(id="theirs", detail="their future")
NOT_ANSWERED = m.RequestDropped(detail="their future")


def test_who_asked_is_told_when_what_waits_is_called_off() -> None:
    line = active("r1")
    assert line.request(ASKED) == []
    assert line.cancel() == [*cancel("r1"), NOT_ANSWERED]


def test_who_asked_is_told_once_when_what_was_sent_is_called_off() -> None:
    line = Line()
    line.request(ASKED)
    assert line.cancel() == [NOT_ANSWERED]
    assert line.cancel() == []
    assert line.begin_deadline_passed() == ([], None)


def test_who_asked_is_told_nothing_when_another_request_is_called_off() -> None:
    line = Line()
    line.request(replace(ASKED, saying="a"))
    assert line.call_off("b") == []


def test_who_asked_is_told_what_went_wrong_when_it_was_asked_for_twice() -> None:
    line = Line()
    line.request(ASKED)
    asked_again, _ = line.begin_deadline_passed()
    assert [type(effect) for effect in asked_again] == [m.CreateResponse, m.SetDeadline]
    given_up, _ = line.begin_deadline_passed()
    assert given_up == [m.RequestDropped(detail="their future", failure=GIVEN_UP)]


def test_who_asked_is_told_when_the_line_stays_busy() -> None:
    line = Line()
    line.request(ASKED)
    for _ in range(BUSY_TIMES):
        line.refused(refused("theirs", busy=True))
        line.begin_deadline_passed()
    effects, told = line.refused(refused("theirs", busy=True))
    assert told is not None
    assert effects == [begins(None), m.RequestDropped(detail="their future", failure=told.message)]


# -- a long conversation ---------------------------------------------------------------------------


def test_what_is_remembered_of_a_thousand_answers_is_the_last_of_them() -> None:
    line = Line()
    for n in range(1000):
        line.begins(f"r{n}")
        line.cancel()
        line.done(f"r{n}", "cancelled")
    told = [m.ResponseCreated(response_id=f"r{n}") for n in range(1000)]
    first = 1000 - MOST_KNOWN
    assert [line.will_begin(each) for each in told] == [n < first for n in range(1000)]
    assert [line.is_cut_off(each.response_id) for each in told] == [n >= first for n in range(1000)]


def test_a_new_model_may_use_old_ids() -> None:
    line = active("r1")
    line.progress("r1")
    line.lost()
    line.restored()
    assert line.begins("r1") == [stalls()]
