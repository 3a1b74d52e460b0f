"""Models that find out late what they said, want to be told what was heard, or run their tools."""

from typing import Any

import pytest

from antiphon.core import messages as m
from antiphon.core.messages import EventName
from antiphon.core.utterances import MAX_WORDLESS
from tests.core.stage import Stage

WORDS = "One two three four."


def spoken(ms: float = 4000.0, **options: Any) -> tuple[Stage, m.ContentId]:
    """An answer without a word of text, as long as that."""
    stage = Stage(**options).opens()
    content = stage.begins("r")
    stage.sounds(content, ms)
    stage.ends(content)
    return stage, content


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


def test_a_model_that_can_delete_what_was_cut_does_and_its_words_are_not_told() -> None:
    stage, _ = spoken()
    stage.plays(1700)
    stage.post(m.InterruptRequested())
    assert stage.all(m.DeleteItem) == [m.DeleteItem(item_id="item_r")]
    found_out(stage)
    assert stage.told("agent_speech_interrupted") == []


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
