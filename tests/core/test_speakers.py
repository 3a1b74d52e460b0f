"""Who of several speaks, who has said what, and to whom the agent answers."""

import pytest

from antiphon.core import messages as m
from antiphon.core.speakers import Speakers
from tests.core.stage import Stage


class Table(Speakers):
    """People around a table, in fewer words."""

    def __init__(self, *identities: str) -> None:
        super().__init__()
        self.linked(identities)

    def speaks(self, identity: str, seconds: float = 1.0) -> None:
        self.spoke(m.Spoke(identity=identity, seconds=seconds))

    def answers(self, request_id: str | None = None) -> str | None:
        self.answered(m.ResponseCreated(response_id="r", request_id=request_id))
        return self.asker


def test_before_anybody_speaks_it_is_the_first() -> None:
    table = Table("ann", "bob")
    assert table.current == "ann"
    table.linked(("bob",))
    assert table.current == "bob"
    table.linked(())
    assert table.current is None


def test_whoever_spoke_last_is_the_speaker_until_somebody_else_speaks() -> None:
    table = Table("ann", "bob")
    table.speaks("bob")
    table.linked(("ann", "bob", "cid"))
    assert table.current == "bob"
    table.speaks("cid")
    assert table.current == "cid"


def test_one_who_has_left_is_not_the_speaker_and_what_they_said_is_theirs() -> None:
    table = Table("ann", "bob")
    table.turn_began()
    table.linked(("ann",))
    table.speaks("bob")
    assert table.current == "ann"
    assert table.said() == "bob"


def test_an_item_was_said_by_whoever_spoke_most_of_the_turn() -> None:
    table = Table("ann", "bob")
    table.turn_began()
    table.speaks("ann", 1.0)
    table.speaks("bob", 1.5)
    table.speaks("ann", 1.0)
    assert table.said() == "ann"
    assert table.said() == "ann"


def test_each_turn_is_accounted_for_anew() -> None:
    table = Table("ann", "bob")
    table.speaks("ann", 5.0)
    assert table.said() == "ann"
    table.speaks("bob", 0.5)
    assert table.said() == "bob"


def test_what_was_murmured_before_a_turn_is_no_part_of_it() -> None:
    table = Table("ann", "bob")
    table.speaks("ann", 5.0)
    table.speaks("bob", 0.3)
    table.turn_began()
    table.speaks("ann", 0.2)
    assert table.said() == "bob"


def test_of_a_long_murmur_only_the_end_can_be_part_of_a_turn() -> None:
    table = Table("ann", "bob")
    table.speaks("ann", 60.0)
    table.turn_began()
    table.speaks("bob", 0.6)
    assert table.said() == "bob"


def test_a_turn_does_not_begin_with_one_who_has_left() -> None:
    table = Table("ann", "bob")
    table.speaks("bob", 3.0)
    table.linked(("ann",))
    table.turn_began()
    assert table.said() == "ann"


def test_one_alone_has_said_everything() -> None:
    table = Table("ann")
    table.turn_began()
    assert table.said() == "ann"
    assert Table().said() is None


@pytest.mark.parametrize("request_id", [None, "reply_1"])
def test_an_answer_is_to_whoever_said_the_latest_item(request_id: str | None) -> None:
    table = Table("ann", "bob")
    table.speaks("bob")
    table.said()
    assert table.answers(request_id) == "bob"


def test_an_answer_to_words_that_are_no_item_yet_is_to_whoever_speaks_most() -> None:
    table = Table("ann", "bob")
    table.said()
    table.speaks("bob")
    assert table.answers() == "bob"


def test_an_answer_that_was_asked_for_is_to_no_words_that_came_after() -> None:
    table = Table("ann", "bob")
    table.said()
    table.speaks("bob")
    assert table.answers("reply_1") == "ann"


def test_an_answer_to_nobody_is_to_the_speaker_and_is_not_to_one_of_long_ago() -> None:
    table = Table("ann")
    assert table.answers() == "ann"
    table.said()
    table.linked(())
    table.linked(("bob",))
    assert table.answers("reply_1") == "bob"


# -- in a conversation -----------------------------------------------------------------------


def round_table() -> Stage:
    stage = Stage(admitted="all").opens("ann")
    stage.post(m.ParticipantJoined(identity="bob"), m.ParticipantJoined(identity="cid"))
    return stage


def speaks(stage: Stage, identity: str, seconds: float = 1.0) -> None:
    stage.post(m.Spoke(identity=identity, seconds=seconds))


def said_by(stage: Stage, item_id: str) -> str | None:
    item = stage.history.find(item_id)
    assert item is not None
    return item.speaker


def test_each_turn_is_told_and_shown_as_its_speakers() -> None:
    stage = round_table()
    stage.post(m.UserStarted())
    speaks(stage, "bob")
    stage.user_says("u1", "Hello.")
    assert stage.news[-1].detail == {"participant": "bob"}
    assert [caption.speaker for caption in stage.all(m.PublishCaption)] == ["bob", "bob"]
    assert stage.conversation.speaker == "bob"


def test_a_transcript_that_comes_late_is_told_of_the_one_who_said_it() -> None:
    stage = round_table()
    speaks(stage, "ann")
    stage.user_says("u1", None, transcript=False)
    speaks(stage, "bob")
    stage.post(m.UserTranscribed(item_id="u1", text="Hello."))
    assert stage.news[-1].detail == {"participant": "ann"}
    stage.user_says("u2", "Hi.")
    assert (said_by(stage, "u1"), said_by(stage, "u2")) == ("ann", "bob")


def test_words_without_a_commit_are_an_item_of_their_speaker() -> None:
    stage = round_table()
    speaks(stage, "cid")
    stage.post(m.UserTranscribed(item_id="u1", text="Hello."))
    speaks(stage, "ann", 0.1)
    stage.post(m.UserTranscribed(item_id="u2", text="Well."))
    assert (said_by(stage, "u1"), said_by(stage, "u2")) == ("cid", "ann")


def test_speech_that_two_detectors_notice_is_one_turn() -> None:
    stage = round_table()
    stage.post(m.UserStarted())
    speaks(stage, "ann", 2.0)
    speaks(stage, "bob", 1.0)
    stage.post(m.UserStarted(), m.UserStopped(), m.UserCommitted(item_id="u"))
    assert said_by(stage, "u") == "ann"


def test_a_tool_runs_for_whoever_asked_though_somebody_else_speaks_by_now() -> None:
    stage = round_table()
    speaks(stage, "bob")
    stage.user_says("u", "What time is it?")
    stage.post(m.ResponseCreated(response_id="r"))
    speaks(stage, "cid")
    stage.post(m.ResponseCreated(response_id="r"))
    stage.calls("r", "clock")
    assert stage.last(m.RunTools).asker == "bob"
    assert stage.conversation.speaker == "cid"


def test_when_one_of_several_leaves_the_agent_goes_on() -> None:
    stage = round_table()
    stage.answers("r", "One two three.")
    stage.plays(1500)
    stage.post(m.UserStopped(), m.ParticipantLeft(identity="ann"))
    assert stage.conversation.state == "speaking"
    assert stage.last(m.LinkParticipants).identities == ("bob", "cid")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["One two three."]


def test_when_the_last_of_several_leaves_the_agent_stops() -> None:
    stage = round_table()
    stage.answers("r", "One two three.")
    stage.plays(1500)
    for identity in ("ann", "bob", "cid"):
        stage.post(m.ParticipantLeft(identity=identity))
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert (stage.conversation.linked, stage.conversation.speaker) == ((), None)


def test_a_barge_in_is_anybodys() -> None:
    stage = round_table()
    stage.answers("r", "One two three.")
    stage.plays(1500)
    speaks(stage, "cid", 0.2)
    stage.post(m.UserStarted())
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert stage.conversation.speaker == "cid"


def test_nobody_speaks_when_it_is_over() -> None:
    stage = round_table()
    stage.closes()
    assert (stage.conversation.linked, stage.conversation.speaker) == ((), None)
