"""Models that find out late what they said, want to be told what was heard, or run their tools."""

from typing import Any

import pytest

from antiphon.core import messages as m
from antiphon.core.commits import TRANSCRIPT_DEADLINE
from antiphon.core.late_words import MAX_WORDLESS
from antiphon.core.messages import EventName
from tests.core.stage import Stage

WORDS = "One two three four."


def spoken(ms: float = 4000.0, **options: Any) -> tuple[Stage, m.ContentId]:
    """An answer without a word of text, as long as that."""
    stage = Stage(**options).opens()
    content = stage.begins("r")
    stage.sounds(content, ms)
    stage.ends(content)
    return stage, content


def said_late(stage: Stage, content: m.ContentId, text: str, n: int) -> None:
    """The n-th word of an answer, in its second, comes when nobody hears it any more."""
    word = m.Word(text=text.strip(), start_ms=n * 1000.0, end_ms=n * 1000.0 + 900.0)
    stage.post(m.TextArrived(content=content, text=text, words=(word,)))


def found_out(stage: Stage, text: str = WORDS, item_id: str = "item_r") -> None:
    stage.post(m.AgentTranscribed(item_id=item_id, text=text))


def test_an_answer_that_was_heard_is_told_when_its_words_are_known_and_once() -> None:
    stage, _ = spoken()
    stage.plays()
    assert stage.events == ["agent_started_speaking", "agent_stopped_speaking"]
    found_out(stage)
    found_out(stage)
    assert stage.told("agent_speech_committed") == [WORDS]
    assert stage.captions[-1] == ("item_r.0.0", WORDS, True)
    assert stage.ledger == [("item_r", WORDS)]


def test_words_that_come_while_they_are_spoken_are_shown_and_told_as_ever() -> None:
    stage, _ = spoken()
    stage.plays(100)
    found_out(stage)
    found_out(stage)
    stage.plays()
    assert stage.told("agent_speech_committed") == [WORDS]


def test_of_an_answer_that_was_cut_as_much_is_told_as_was_heard() -> None:
    stage, _ = spoken(can_truncate=False)
    stage.plays(1700)
    stage.post(m.InterruptRequested())
    assert stage.ledger == [("item_r", None)]
    found_out(stage)
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert stage.events.count("agent_stopped_speaking") == 1
    assert stage.captions[-1] == ("item_r.0.0", "One two", True)
    assert stage.ledger == [("item_r", "One two...")]


def test_an_answer_of_which_no_word_was_heard_is_forgotten_when_that_is_known() -> None:
    stage, _ = spoken(can_truncate=False)
    stage.plays(100)
    stage.post(m.InterruptRequested())
    found_out(stage)
    assert stage.ledger == []
    assert stage.events == ["agent_started_speaking", "agent_stopped_speaking"]


def test_what_was_heard_before_its_words_were_known_is_truncated_and_told_when_they_are() -> None:
    stage, _ = spoken()
    stage.plays(1700)
    stage.post(m.InterruptRequested())
    truncate = m.Truncate(item_id="item_r", content_index=0, heard_ms=1700, heard_text="")
    assert stage.commands == [truncate]
    assert stage.events == ["agent_started_speaking", "agent_stopped_speaking"]
    assert stage.ledger == [("item_r", None)]
    found_out(stage)
    assert stage.told("agent_speech_interrupted") == ["One two..."]
    assert stage.ledger == [("item_r", "One two...")]
    assert stage.captions[-1] == ("item_r.0.0", "One two", True)
    assert stage.commands == [truncate]


def test_text_that_comes_after_the_cut_is_told_when_all_of_it_is_there() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.sounds(content, 2000)
    stage.plays(1000)
    stage.post(m.UserStarted())
    said_late(stage, content, "One ", 0)
    said_late(stage, content, "two ", 1)
    said_late(stage, content, "three.", 2)
    assert stage.told("agent_speech_interrupted") == []
    stage.post(m.ContentDone(content=content))
    assert stage.told("agent_speech_interrupted") == ["One..."]
    assert stage.history.shown().messages[0].content == "One..."
    assert stage.post(m.ContentDone(content=content)) == []


def test_words_that_came_piece_by_piece_are_better_than_those_of_the_whole_item() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.sounds(content, 2000)
    stage.plays(1000)
    stage.post(m.UserStarted())
    said_late(stage, content, "One ", 0)
    found_out(stage, "Won too.")
    assert stage.told("agent_speech_interrupted") == ["One..."]


def test_an_answer_that_is_over_has_all_the_text_it_will_have() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.sounds(content, 2000)
    stage.plays(1000)
    stage.post(m.UserStarted())
    said_late(stage, content, "One ", 0)
    stage.post(m.ResponseDone(response_id="another"))
    assert stage.told("agent_speech_interrupted") == []
    stage.post(m.ResponseDone(response_id="r", status="cancelled"))
    assert stage.told("agent_speech_interrupted") == ["One..."]


@pytest.mark.parametrize("played_ms", [1700, 60_000])
def test_text_of_an_answer_that_was_over_is_told_at_once(played_ms: float) -> None:
    stage, content = spoken()
    stage.plays(played_ms)
    stage.post(m.InterruptRequested())
    stage.post(m.TextArrived(content=content, text=WORDS))
    told = [*stage.told("agent_speech_interrupted"), *stage.told("agent_speech_committed")]
    assert told == (["One two..."] if played_ms == 1700 else [WORDS])
    assert stage.post(m.TextArrived(content=content, text=WORDS)) == []


def test_what_was_cut_in_its_last_silence_is_told_in_full_when_its_words_are_known() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.sounds(content, 4000)
    stage.sounds(content, 1000, is_voiced=False)
    stage.ends(content)
    stage.plays(4500)
    stage.post(m.InterruptRequested())
    found_out(stage)
    assert stage.told("agent_speech_committed") == [WORDS]
    assert stage.news[-1].detail == {"heard_ms": 4500, "generated_ms": 5000}


def test_an_item_whose_words_never_come_keeps_its_place_and_nothing_is_told_of_it() -> None:
    stage, _ = spoken()
    stage.plays(1700)
    stage.post(m.InterruptRequested())
    stage.waits(TRANSCRIPT_DEADLINE)
    stage.answers("r2", "Five.")
    stage.plays()
    assert stage.told("agent_speech_committed") == ["Five."]
    assert stage.told("agent_speech_interrupted") == []
    assert stage.all(m.DeleteItem) == []
    assert stage.ledger == [("item_r", None), ("item_r2", "Five.")]


def test_what_is_said_next_is_told_behind_the_words_that_are_waited_for() -> None:
    stage, _ = spoken()
    stage.plays(1700)
    stage.post(m.InterruptRequested())
    stage.answers("r2", "Five.")
    stage.plays()
    assert stage.told("agent_speech_committed") == []
    found_out(stage)
    assert stage.events[-2:] == ["agent_speech_interrupted", "agent_speech_committed"]
    assert TRANSCRIPT_DEADLINE not in stage.deadlines


def test_what_is_said_next_waits_two_seconds_for_them_and_they_are_told_when_they_come() -> None:
    stage, _ = spoken()
    stage.plays(1700)
    stage.post(m.InterruptRequested())
    assert stage.deadlines[TRANSCRIPT_DEADLINE] == 2.0
    stage.answers("r2", "Five.")
    stage.plays()
    stage.waits(TRANSCRIPT_DEADLINE)
    assert stage.told("agent_speech_committed") == ["Five."]
    found_out(stage)
    assert stage.told("agent_speech_interrupted") == ["One two..."]


def test_words_of_which_none_was_heard_have_the_item_deleted_and_hold_nothing_up() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.sounds(content, 2000)
    stage.plays(300)
    stage.post(m.UserStarted())
    stage.answers("r2", "Five.")
    stage.plays()
    stage.post(
        m.TextArrived(
            content=content,
            text="Extraordinarily",
            words=(m.Word(text="Extraordinarily", start_ms=0, end_ms=1400),),
        ),
        m.ContentDone(content=content),
    )
    assert stage.all(m.DeleteItem) == [m.DeleteItem(item_id="item_r")]
    assert stage.told("agent_speech_interrupted") == []
    assert stage.told("agent_speech_committed") == ["Five."]
    assert stage.ledger == [("item_r2", "Five.")]


@pytest.mark.parametrize(("ms", "is_voiced"), [(100, True), (3000, False)])
def test_less_than_half_a_syllable_of_voice_holds_no_word(ms: float, is_voiced: bool) -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.sounds(content, ms, is_voiced=is_voiced)
    stage.sounds(content, 3000, is_voiced=False)
    stage.plays(5000)
    stage.post(m.InterruptRequested())
    assert stage.commands[-1] == m.DeleteItem(item_id="item_r")
    assert stage.ledger == []


def test_an_item_is_not_deleted_for_its_second_part_while_words_of_the_first_may_come() -> None:
    stage = Stage().opens()
    first = stage.begins("r")
    second = stage.begins("r", index=1)
    stage.sounds(first, 2000)
    stage.says(second, "three four")
    stage.ends(first)
    stage.plays(1200)
    stage.post(m.InterruptRequested())
    assert stage.all(m.DeleteItem) == []
    stage.post(m.TextArrived(content=first, text="One two."))
    assert stage.told("agent_speech_interrupted") == ["One..."]
    assert [type(command) for command in stage.commands[-2:]] == [m.DeleteItem, m.CreateItem]
    assert stage.ledger == [("item_r", "One...")]


def test_what_is_known_of_the_words_when_the_model_is_lost_is_all() -> None:
    stage = Stage().opens()
    content = stage.begins("r")
    stage.sounds(content, 2000)
    stage.plays(1000)
    stage.post(m.UserStarted())
    said_late(stage, content, "One ", 0)
    stage.post(m.ModelLost(message="gone"))
    assert stage.told("agent_speech_interrupted") == ["One..."]
    stage.post(m.ModelRestored())
    (created,) = stage.all(m.CreateItem)
    assert created.message.content == "One"


def test_a_new_model_is_told_the_words_of_a_lost_one_that_come_after_all() -> None:
    stage, _ = spoken()
    stage.plays(1700)
    stage.post(m.InterruptRequested(), m.ModelLost(message="gone"), m.ModelRestored())
    assert stage.all(m.CreateItem) == []
    found_out(stage)
    (created,) = stage.all(m.CreateItem)
    assert created.message.content == "One two"


def test_an_answer_that_never_began_to_play_is_forgotten_at_once() -> None:
    stage, _ = spoken(can_truncate=False)
    stage.post(m.InterruptRequested())
    assert stage.ledger == []


def test_an_answer_whose_words_are_known_and_were_not_heard_is_forgotten_at_once() -> None:
    stage = Stage(can_truncate=False).opens()
    stage.answers("r", WORDS)
    stage.plays(100)
    stage.post(m.InterruptRequested())
    assert stage.ledger == []


@pytest.mark.parametrize(("text", "item_id"), [(" ", "item_r"), (WORDS, "nobody's")])
def test_words_of_nothing_and_no_words_change_nothing(text: str, item_id: str) -> None:
    stage, _ = spoken()
    stage.plays()
    before = len(stage.effects)
    found_out(stage, text, item_id)
    assert len(stage.effects) == before


def test_the_words_of_the_latest_answers_alone_are_waited_for() -> None:
    stage = Stage().opens()
    for n in range(MAX_WORDLESS + 1):
        content = stage.begins(f"r{n}")
        stage.sounds(content, 1000)
        stage.ends(content)
        stage.plays()
    found_out(stage, "First.", "item_r0")
    found_out(stage, "Second.", "item_r1")
    assert stage.told("agent_speech_committed") == ["Second."]


# -- what was heard, for models that keep no text of their own ----------------------------------


def test_a_model_that_wants_to_know_is_told_what_was_heard_in_full() -> None:
    stage = Stage(notes_text=True).opens()
    stage.answers("r", WORDS)
    stage.plays()
    assert stage.commands == [m.NoteText(item_id="item_r", text=WORDS)]


def test_of_what_was_cut_it_is_told_the_part_that_was_heard() -> None:
    stage = Stage(notes_text=True).opens()
    stage.answers("r", WORDS)
    stage.plays(1700)
    stage.post(m.InterruptRequested())
    truncate, note = stage.commands
    assert isinstance(truncate, m.Truncate)
    assert note == m.NoteText(item_id="item_r", text="One two")


def test_a_new_model_gets_no_notes_on_what_a_lost_one_said() -> None:
    stage = Stage(notes_text=True).opens()
    stage.answers("r", WORDS)
    stage.plays(1700)
    stage.post(m.ModelLost(message="gone"), m.ModelRestored())
    stage.plays()
    assert stage.told("agent_speech_committed") == [WORDS]
    assert stage.all(m.NoteText) == []


def test_a_model_that_cannot_truncate_is_told_nothing_either() -> None:
    stage = Stage(notes_text=True, can_truncate=False).opens()
    stage.answers("r", WORDS)
    stage.plays()
    assert stage.commands == []


# -- what a model relays -----------------------------------------------------------------------


def test_what_a_model_has_for_the_program_is_passed_on_as_it_is() -> None:
    calls = [object()]
    relayed = m.Relayed(event=EventName.CALLS_COLLECTED, args=(calls,))
    assert Stage().opens().post(relayed) == [
        m.Relay(event=EventName.CALLS_COLLECTED, args=(calls,))
    ]
