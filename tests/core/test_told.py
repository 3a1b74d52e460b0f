"""Commits, user speech and utterances: what is told of what was said, and in which order."""

from antiphon.core import messages as m
from antiphon.core.captions import Captions
from antiphon.core.commits import TRANSCRIPT_DEADLINE, TRANSCRIPT_SECONDS, Commits
from antiphon.core.contents import Content
from antiphon.core.history import History
from antiphon.core.messages import EventName
from antiphon.core.user_speech import UserSpeech
from antiphon.core.utterances import Utterances
from tests.core.stage import STYLE

# -- commits: the question before the answer ---------------------------------------------------


def commit(text: str) -> m.Emit:
    return m.Emit(event=EventName.AGENT_COMMITTED, args=(text,))


def deadline(seconds: float | None = TRANSCRIPT_SECONDS) -> m.SetDeadline:
    return m.SetDeadline(name=TRANSCRIPT_DEADLINE, seconds=seconds)


def dialogue(*item_ids: str) -> History:
    """Questions (u…) still to be transcribed, and answers (x…)."""
    history = History()
    for item_id in item_ids:
        if item_id.startswith("u"):
            history.add_user(item_id, "ann")
        else:
            history.add_agent(item_id)
    return history


def transcribe(history: History, item_id: str) -> None:
    history.add_user(item_id, None).pending = False


def test_an_answer_to_nobody_is_told_at_once() -> None:
    assert Commits(dialogue("x")).add("x", commit("hi")) == [commit("hi")]


def test_an_answer_waits_for_the_words_of_its_question() -> None:
    history = dialogue("u1", "x1", "x2")
    commits = Commits(history)
    assert commits.add("x1", commit("one")) == [deadline()]
    assert commits.add("x2", commit("two")) == []
    assert commits.release() == []
    transcribe(history, "u1")
    assert commits.release() == [commit("one"), commit("two"), deadline(None)]
    assert commits.release() == []


def test_each_answer_is_waited_for_anew() -> None:
    history = dialogue("u1", "x1", "u2", "x2")
    commits = Commits(history)
    commits.add("x1", commit("one"))
    commits.add("x2", commit("two"))
    assert commits.deadline_passed() == [commit("one"), deadline()]
    assert commits.deadline_passed() == [commit("two"), deadline(None)]


def test_words_that_nobody_waits_for_are_not_given_up_by_a_stale_deadline() -> None:
    history = dialogue("u1", "x1")
    commits = Commits(history)
    assert commits.deadline_passed() == []
    assert commits.add("x1", commit("one")) == [deadline()]


def test_a_question_that_is_gone_is_not_waited_for() -> None:
    history = dialogue("u1", "x1")
    commits = Commits(history)
    commits.add("x1", commit("one"))
    history.forget("u1")
    assert commits.add("x2", commit("two")) == [commit("one"), commit("two"), deadline(None)]


def test_at_the_end_everything_is_told() -> None:
    commits = Commits(dialogue("u1", "x1"))
    commits.add("x1", commit("one"))
    assert commits.release_all() == [commit("one"), deadline(None)]
    assert commits.release_all() == []


def test_the_place_of_an_answer_is_kept_until_its_own_words_are_known() -> None:
    commits = Commits(dialogue("x1", "x2", "x3"))
    assert commits.expect("x1") == [deadline()]
    assert commits.add("x2", commit("two")) == []
    assert commits.expect("x3") == []
    assert commits.add("x1", commit("one")) == [commit("one"), commit("two"), deadline()]
    assert commits.add("x3", commit("three")) == [commit("three"), deadline(None)]


def test_a_place_is_lost_when_its_time_is_up_and_its_words_are_told_when_they_come() -> None:
    commits = Commits(dialogue("x1", "x2", "x3"))
    commits.expect("x1")
    commits.add("x2", commit("two"))
    commits.expect("x3")
    assert commits.deadline_passed() == [commit("two"), deadline()]
    assert commits.deadline_passed() == [deadline(None)]
    assert commits.add("x1", commit("one")) == [commit("one")]


def test_an_item_that_turns_out_to_have_nothing_to_tell_holds_nobody_up() -> None:
    commits = Commits(dialogue("x1", "x2"))
    commits.expect("x1")
    commits.add("x2", commit("two"))
    assert commits.leave("x1") == [commit("two"), deadline(None)]
    assert commits.leave("x1") == []


def test_at_the_end_nobody_waits_for_an_answers_own_words() -> None:
    commits = Commits(dialogue("x1", "x2"))
    commits.expect("x1")
    commits.add("x2", commit("two"))
    assert commits.release_all() == [commit("two"), deadline(None)]


# -- user speech -------------------------------------------------------------------------------


def caption(item_id: str, text: str, *, final: bool) -> m.PublishCaption:
    return m.PublishCaption(segment=item_id, text=text, final=final, speaker="ann")


def transcribed(text: str | None, item_id: str = "u") -> m.UserTranscribed:
    return m.UserTranscribed(item_id=item_id, text=text)


def told(text: str, speaker: str | None = "ann") -> m.Emit:
    return m.Emit(event=EventName.USER_COMMITTED, args=(text,), detail={"participant": speaker})


def test_a_turn_opens_a_caption_and_its_words_close_it() -> None:
    speech = UserSpeech(History(), is_shown=True)
    assert speech.committed("u", "ann") == [caption("u", "", final=False)]
    assert speech.committed("u", "ann") == []
    expected = [caption("u", "hello", final=True), told("hello")]
    assert speech.transcribed(transcribed("hello"), "bob") == expected


def test_words_are_told_once_even_when_they_come_first() -> None:
    speech = UserSpeech(History(), is_shown=True)
    assert told("hello") in speech.transcribed(transcribed("hello"), "ann")
    assert speech.committed("u", "ann") == []
    assert speech.transcribed(transcribed("hello?"), "ann") == []


def test_words_that_could_not_be_found_close_the_caption_and_may_still_come() -> None:
    history = History()
    speech = UserSpeech(history, is_shown=True)
    speech.committed("u", "ann")
    assert speech.transcribed(transcribed(" \n"), "ann") == [caption("u", "", final=True)]
    assert not history.pending_before("later")
    assert speech.transcribed(transcribed(None), "ann") == []
    assert told("hello") in speech.transcribed(transcribed("hello"), "ann")


def test_a_turn_without_words_of_which_nothing_was_shown_is_not_shown() -> None:
    history = History()
    speech = UserSpeech(history, is_shown=True)
    assert speech.transcribed(transcribed(None), "ann") == []
    assert "u" in history
    expected = [caption("u", "hello", final=True), told("hello")]
    assert speech.transcribed(transcribed("hello"), "ann") == expected


def test_a_user_whom_nobody_is_linked_to_has_no_caption() -> None:
    speech = UserSpeech(History(), is_shown=True)
    assert speech.committed("u", None) == []
    assert speech.transcribed(transcribed("hello"), None) == [told("hello", None)]


def test_captions_that_are_switched_off_are_off() -> None:
    speech = UserSpeech(History(), is_shown=False)
    assert speech.committed("u", "ann") == []
    assert speech.transcribed(transcribed("hello"), "ann") == [told("hello")]


def test_nobody_puts_words_into_the_agents_mouth() -> None:
    history = dialogue("x")
    assert UserSpeech(history, is_shown=True).transcribed(transcribed("hello", "x"), "ann") == []
    assert not history.has_text("x")


# -- utterances ----------------------------------------------------------------------------------


class Voice:
    """One content part that has been spoken, and what becomes of it."""

    def __init__(self, text: str, *, can_truncate: bool = True, is_shown: bool = True) -> None:
        self.history = History()
        self.history.add_agent("x")
        self.utterances = Utterances(
            self.history, Commits(self.history), is_shown=is_shown, can_truncate=can_truncate
        )
        self.part = self.new_part(text)

    @staticmethod
    def new_part(text: str, index: int = 0) -> Content:
        captions = Captions(STYLE)
        pieces = text.split()
        words = [
            m.Word(text=piece, start_ms=n * 1000, end_ms=n * 1000 + 900)
            for n, piece in enumerate(pieces)
        ]
        captions.add_text(text, words)
        captions.add_audio(len(pieces) * 1000, [])
        captions.complete()
        content = m.ContentId(response_id="r", item_id="x", content_index=index)
        return Content(content, False, (1, 0, index), captions, has_started=True)

    def settles(self) -> list[m.Effect]:
        """No more of it comes."""
        return self.utterances.settle(lambda item_id, response_id: False)

    @property
    def said(self) -> object:
        item = self.history.find("x")
        return None if item is None else item.message.content


STOPPED = m.Emit(event=EventName.AGENT_STOPPED)


def names(effects: list[m.Effect]) -> list[str]:
    return [type(effect).__name__ for effect in effects]


def test_what_was_cut_short_is_truncated_shown_and_told_as_far_as_it_was_heard() -> None:
    voice = Voice(" One two.")
    effects = voice.utterances.cut_short(voice.part, 700.7)
    truncate = m.Truncate(item_id="x", content_index=0, heard_ms=700, heard_text="One")
    assert effects == [
        truncate,
        m.PublishCaption(segment="x.0.0", text="One", final=False, speaker=None),
        m.PublishCaption(segment="x.0.0", text="One", final=True, speaker=None),
        STOPPED,
        m.Emit(
            event=EventName.AGENT_INTERRUPTED,
            args=("One...",),
            detail={"heard_ms": 701, "generated_ms": 2000},
        ),
    ]
    assert voice.said == "One"
    assert voice.settles() == []


def test_what_was_cut_when_all_of_its_words_were_heard_and_no_more_came_is_told_whole() -> None:
    voice = Voice("One two.")
    voice.part.is_complete = True
    effects = voice.utterances.cut_short(voice.part, 1600)
    assert "Truncate" not in names(effects)
    assert effects[-2:] == [
        STOPPED,
        m.Emit(
            event=EventName.AGENT_COMMITTED,
            args=("One two.",),
            detail={"heard_ms": 1600, "generated_ms": 2000},
        ),
    ]
    assert voice.history.shown().messages[0].content == "One two."


def test_what_was_cut_while_more_may_have_come_was_interrupted_whatever_was_heard() -> None:
    coming, broken = Voice("One two."), Voice("One two.")
    broken.part.is_complete = broken.part.is_cut = True
    for voice in (coming, broken):
        effects = voice.utterances.cut_short(voice.part, 1600)
        assert names(effects)[0] == "Truncate"
        assert voice.history.shown().messages[0].content == "One two...."


def test_no_more_was_heard_than_was_received() -> None:
    voice = Voice("One two.")
    truncate = voice.utterances.cut_short(voice.part, 9999)[0]
    assert isinstance(truncate, m.Truncate)
    assert truncate.heard_ms == 2000


def test_an_item_of_which_no_word_was_heard_is_deleted() -> None:
    voice = Voice("One two.")
    assert voice.utterances.cut_short(voice.part, 100) == [STOPPED]
    assert voice.settles() == [m.DeleteItem(item_id="x")]
    assert voice.said is None


def test_what_never_began_to_play_was_not_heard() -> None:
    voice = Voice("One two.")
    voice.part.has_started = False
    assert voice.utterances.cut_short(voice.part, 2000) == []
    assert voice.settles() == [m.DeleteItem(item_id="x")]


def test_a_word_at_the_very_beginning_is_not_truncated_to_nothing() -> None:
    voice = Voice("")
    voice.part.captions.add_text("a", [m.Word(text="a", start_ms=0, end_ms=0)])
    voice.part.captions.add_audio(50, [])
    assert voice.utterances.cut_short(voice.part, 0.4) == [STOPPED]


def test_what_was_played_out_is_told_in_full_even_what_no_audio_was_found_for() -> None:
    voice = Voice("One two.")
    voice.part.captions.add_text(" And more.", [m.Word(text="And", start_ms=9000, end_ms=9100)])
    effects = voice.utterances.said_in_full(voice.part)
    assert names(effects)[-2:] == ["Emit", "Emit"]
    assert effects[-1] == m.Emit(
        event=EventName.AGENT_COMMITTED,
        args=("One two. And more.",),
        detail={"heard_ms": 2000, "generated_ms": 2000},
    )
    assert voice.said == "One two. And more."


def test_audio_without_words_stops_and_stays_in_the_ledger() -> None:
    voice = Voice("")
    voice.part.captions.add_audio(500, [])
    assert voice.utterances.said_in_full(voice.part) == [STOPPED, deadline()]
    assert voice.settles() == []
    assert "x" in voice.history


def test_captions_follow_what_is_heard_unless_they_are_off() -> None:
    voice = Voice("One two.")
    shown = m.PublishCaption(segment="x.0.0", text="One", final=False, speaker=None)
    assert voice.utterances.heard(voice.part, 500) == [shown]
    hidden = Voice("One two.", is_shown=False)
    assert hidden.utterances.heard(hidden.part, 500) == []


def test_of_an_item_heard_in_part_the_model_holds_only_what_was_heard() -> None:
    voice = Voice("One two.")
    voice.utterances.said_in_full(voice.part)
    voice.utterances.cut_short(voice.new_part("Three", index=1), 0)
    delete, create = voice.settles()
    assert delete == m.DeleteItem(item_id="x")
    assert isinstance(create, m.CreateItem)
    assert create.message.content == "One two."


def test_a_model_that_cannot_forget_is_not_told_twice() -> None:
    voice = Voice("One two.", can_truncate=False)
    voice.utterances.said_in_full(voice.part)
    voice.utterances.cut_short(voice.new_part("Three", index=1), 0)
    assert voice.settles() == []


def test_what_a_lost_model_was_saying_is_told_the_new_one_as_text() -> None:
    for heard_ms, said in ((700, "One"), (None, "One two.")):
        voice = Voice("One two.", can_truncate=False)
        voice.part.is_orphan = True
        voice.history.insertions()
        if heard_ms is None:
            effects = voice.utterances.said_in_full(voice.part)
        else:
            effects = voice.utterances.cut_short(voice.part, heard_ms)
        assert "Truncate" not in names(effects)
        (create,) = voice.settles()
        assert isinstance(create, m.CreateItem)
        assert create.message.content == said
