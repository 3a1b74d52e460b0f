"""What LiveKit Agents 0.12 got wrong and the core decides; the numbers are those of the record.

The others of 1 to 25 are decided elsewhere: the agent (5, 6, 12, 24), the room and the playout
(14, 17, 18, 22).
"""

from antiphon.core import messages as m
from antiphon.core.responses import STALL_DEADLINE
from tests.core.stage import Stage


def test_defect_1_a_second_part_is_heard_after_the_first_and_both_are_told() -> None:
    stage = Stage().opens()
    first, second = stage.begins("r"), stage.begins("r", "item_2", index=1)
    stage.says(first, "One two.")
    stage.says(second, "Three.")
    stage.post(m.ContentDone(content=first))
    stage.ends(second)
    stage.plays()
    assert (
        stage.events
        == [
            "agent_started_speaking",
            "agent_stopped_speaking",
            "agent_speech_committed",
        ]
        * 2
    )
    assert stage.told("agent_speech_committed") == ["One two.", "Three."]


def test_defect_1_the_answer_to_a_tool_does_not_destroy_what_is_being_said() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "Let me see.")
    stage.calls("r", "look")
    stage.ends(content)
    stage.plays(500)
    stage.finishes("look")
    stage.answers("r2", "It rains.", request_id="reply_1")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Let me see.", "It rains."]


def test_defect_1_a_reply_that_replaces_another_leaves_its_words_with_the_first() -> None:
    stage = Stage().opens()
    stage.answers("r1", "One two three.")
    stage.plays(1500)
    stage.post(m.ReplyRequested(on_duplicate="cancel_existing"))
    stage.answers("r2", "Four.", request_id="reply_1")
    stage.plays()
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert stage.told("agent_speech_committed") == ["Four."]
    assert stage.events.count("agent_stopped_speaking") == 2


def test_defect_2_an_interruption_belongs_to_what_was_playing_not_to_what_comes_next() -> None:
    stage = Stage().opens()
    stage.answers("r1", "One two three.")
    stage.plays(1500)
    stage.post(m.InterruptRequested())
    stage.answers("r2", "Four.")
    assert stage.last(m.Truncate).item_id == "item_r1"
    stage.plays()
    assert stage.ledger == [("item_r1", "One two..."), ("item_r2", "Four.")]


def test_defect_3_whoever_comes_into_an_empty_room_is_listened_to() -> None:
    stage = Stage()
    stage.post(m.SessionReady())
    assert stage.conversation.linked == ()
    stage.post(m.ParticipantJoined(identity="ann"))
    assert stage.all(m.LinkParticipants) == [m.LinkParticipants(identities=("ann",))]


def test_defect_3_a_newcomer_does_not_take_the_microphone() -> None:
    stage = Stage().opens("ann")
    stage.post(m.ParticipantJoined(identity="bob"))
    assert stage.conversation.linked == ("ann",)


def test_defect_3_one_who_is_named_is_listened_to_when_they_come() -> None:
    stage = Stage(admitted=["bob"]).opens("ann")
    assert stage.conversation.linked == ()
    stage.post(m.ParticipantJoined(identity="bob"))
    assert stage.all(m.LinkParticipants) == [m.LinkParticipants(identities=("bob",))]


def test_defect_3_one_who_leaves_is_listened_to_no_longer_and_may_come_back() -> None:
    stage = Stage().opens("ann")
    stage.post(m.ParticipantLeft(identity="ann"))
    assert stage.conversation.linked == ()
    stage.post(m.ParticipantJoined(identity="ann"))
    assert stage.last(m.LinkParticipants).identities == ("ann",)


def test_defect_4_what_is_switched_off_is_not_published() -> None:
    for stage, segments in (
        (Stage(show_user=False), {"item_r.0.0"}),
        (Stage(show_agent=False), {"u"}),
    ):
        stage.opens().user_says("u", "hello")
        stage.answers("r", "Hello.")
        stage.plays()
        assert {segment for segment, _, _ in stage.captions} == segments


def test_defect_7_an_answer_of_which_no_word_was_heard_is_not_told_as_dots() -> None:
    stage = Stage().opens()
    stage.answers("r", "One two.")
    stage.plays(100)
    stage.post(m.InterruptRequested())
    assert stage.events == ["agent_started_speaking", "agent_stopped_speaking"]
    assert stage.ledger == []


def test_defect_8_nothing_is_truncated_to_zero() -> None:
    stage = Stage().opens()
    stage.answers("r", "One two.")
    stage.post(m.InterruptRequested())
    assert stage.commands == [m.DeleteItem(item_id="item_r")]


def test_defect_8_no_text_item_and_no_deleted_item_is_truncated() -> None:
    stage = Stage().opens()
    content = stage.begins("r", kind="text")
    stage.post(m.TextArrived(content=content, text="in writing"))
    stage.ends(content)
    stage.post(m.UserStarted())
    assert stage.all(m.Truncate) == []
    assert stage.all(m.DeleteItem) == [m.DeleteItem(item_id="item_r")]


def test_defect_9_a_text_part_leaves_no_playout_behind() -> None:
    stage = Stage().opens()
    content = stage.begins("r", kind="text")
    stage.post(m.TextArrived(content=content, text="in writing"))
    stage.ends(content)
    assert not stage.tracks
    stage.answers("r2", "Spoken.", request_id="reply_1")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Spoken."]


def test_defect_10_when_no_retry_is_left_the_program_is_told_and_the_conversation_fails() -> None:
    stage = Stage(max_text_retries=0).opens()
    content = stage.begins("r", kind="text")
    stage.post(m.TextArrived(content=content, text="in writing"))
    stage.ends(content)
    assert stage.troubles == ["text_response"]
    assert isinstance(stage.last(m.Fail).error, RuntimeError)


def test_defect_11_an_answer_that_comes_before_anybody_listens_is_heard_from_its_first_word() -> (
    None
):
    stage = Stage()
    stage.answers("r", "Welcome.")
    stage.plays()
    stage.opens()
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Welcome."]


def test_defect_13_the_state_follows_from_the_first_moment() -> None:
    stage = Stage()
    stage.post(m.InterruptRequested())
    assert stage.conversation.state == "initializing"
    stage.opens()
    stage.user_says("u", "hello")
    stage.post(m.ResponseCreated(response_id="r"))
    stage.answers("r", "Hello.")
    stage.plays()
    assert stage.states == ["initializing", "listening", "thinking", "speaking", "listening"]


def test_defect_15_each_turn_has_a_line_of_its_own_and_a_failed_one_is_closed() -> None:
    stage = Stage().opens()
    stage.user_says("u1", None, transcript=False)
    stage.user_says("u2", "second")
    stage.post(m.UserTranscribed(item_id="u1", text=None))
    assert stage.captions == [
        ("u1", "", False),
        ("u2", "", False),
        ("u2", "second", True),
        ("u1", "", True),
    ]


def test_defect_15_the_question_is_told_before_the_answer() -> None:
    stage = Stage().opens()
    stage.user_says("u", None, transcript=False)
    stage.answers("r", "Fine.")
    stage.plays()
    stage.post(m.UserTranscribed(item_id="u", text="how are you?"))
    assert stage.events[-2:] == ["user_speech_committed", "agent_speech_committed"]


def test_defect_16_words_of_a_user_without_a_microphone_are_told() -> None:
    stage = Stage()
    stage.post(m.UserTranscribed(item_id="u", text="typed"))
    assert stage.told("user_speech_committed") == ["typed"]
    assert stage.ledger == [("u", "typed")]


def test_defect_19_text_that_ends_after_its_audio_is_told_in_full() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One two")
    stage.plays()
    stage.post(m.TextArrived(content=content, text=" and the rest."))
    stage.ends(content)
    stage.plays()
    assert stage.told("agent_speech_committed") == ["One two and the rest."]
    assert stage.captions[-1] == ("item_r.0.0", "One two and the rest.", True)


def test_defect_20_text_that_is_far_ahead_of_its_audio_is_shown_when_that_is_heard() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.post(m.TextArrived(content=content, text="One two. Three four."))
    stage.sounds(content, 2000)
    stage.plays()
    stage.sounds(content, 2000)
    stage.ends(content)
    stage.plays()
    finals = [(segment, text) for segment, text, final in stage.captions if final]
    assert finals == [("item_r.0.0", "One two."), ("item_r.0.1", "Three four.")]


def test_defect_21_an_answer_that_never_ends_does_not_leave_the_agent_speaking() -> None:
    for end in ("lost", "stalled"):
        stage = Stage().opens()
        stage.says(stage.begins("r"), "One two.")
        if end == "lost":
            stage.post(m.ModelLost(message="reset"))
        else:
            stage.plays(500)
            for _ in range(3):
                stage.waits(STALL_DEADLINE)
        stage.plays()
        assert stage.events[-2:] == ["agent_stopped_speaking", "agent_speech_interrupted"]
        assert stage.conversation.state == "listening"


def test_defect_23_no_more_counts_as_heard_than_was_received_and_played() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.says(content, "One two")
    stage.plays(700)
    stage.tracks[content].heard_ms = 99_999
    stage.post(m.InterruptRequested())
    assert stage.last(m.Truncate).heard_ms == 2000
    assert stage.news[-1].detail == {"heard_ms": 2000, "generated_ms": 2000}
