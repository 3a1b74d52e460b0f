"""What a timeline shows, from the lines and the sound of a conversation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.cli.timeline.model import Timeline
from tests.cli.timeline.story import STORY, STORY_WORDS, line, stereo, timeline


def phases(shown: Timeline, turn: int = 0) -> dict[str, float]:
    """How long each phase of the turn took, in ms."""
    return {p.name: round((p.end - p.start) * 1000) for p in shown.turns[turn].phases}


def without(fields: set[str]) -> list[str]:
    """The story as an older version has told it."""
    import json

    return [
        json.dumps({key: value for key, value in json.loads(text).items() if key not in fields})
        for text in STORY
    ]


def test_the_agents_words_stand_where_they_were_heard() -> None:
    (said,) = timeline().agent
    assert [word.text for word in said.words] == [text for text, _, _ in STORY_WORDS]
    starts = [3.0 + start / 1000 for _, start, _ in STORY_WORDS]
    ends = [3.0 + end / 1000 for _, _, end in STORY_WORDS]
    assert [word.start for word in said.words] == pytest.approx(starts)
    assert [word.end for word in said.words] == pytest.approx(ends)


def test_what_was_cut_off_is_marked_from_its_first_sample() -> None:
    (said,) = timeline().agent
    assert [word.text for word in said.words if not word.heard] == ["time."]
    assert said.cut is not None
    assert (said.cut.at, said.cut.heard, said.cut.generated) == (4.0, 1.0, 1.8)
    assert (said.cut.since, said.cut.unheard) == (4.0, (255,) * 40)
    assert said.end == 4.0


def test_an_answer_that_was_heard_to_its_end_has_no_cut() -> None:
    shown = timeline(
        [
            line(1.0, "agent_started_speaking"),
            line(2.0, "agent_stopped_speaking", heard_ms=1000, generated_ms=1000, text="Hello."),
            line(2.0, "agent_speech_committed", text="Hello.", heard_ms=1000, generated_ms=1000),
        ]
    )
    assert shown.agent[0].cut is None
    assert [word.heard for word in shown.agent[0].words] == [True]


def test_an_answer_of_which_no_word_was_heard_was_cut_off() -> None:
    shown = timeline(
        [
            line(1.0, "agent_started_speaking"),
            line(1.1, "agent_stopped_speaking", heard_ms=90, generated_ms=900, text="Well, then."),
            line(2.0, "agent_started_speaking"),
            line(3.0, "agent_stopped_speaking", heard_ms=1000, generated_ms=1000, text="Hello."),
            line(3.0, "agent_speech_committed", text="Hello.", heard_ms=1000, generated_ms=1000),
        ]
    )
    said, after = shown.agent
    assert said.cut is not None
    assert not any(word.heard for word in said.words)
    assert after.cut is None


def test_a_voice_that_stood_still_takes_its_words_along() -> None:
    words = [["one", 0, 500], ["two", 500, 1000]]
    shown = timeline(
        [
            line(1.0, "agent_started_speaking"),
            line(3.0, "agent_stopped_speaking", heard_ms=1000, words=words, gaps=[[250, 1000]]),
            line(3.0, "agent_speech_committed", text="one two", heard_ms=1000),
        ]
    )
    assert [word.start for word in shown.agent[0].words] == [1.0, 2.5]
    assert shown.agent[0].end == 3.0


def test_the_callers_words_lie_along_the_voice() -> None:
    (said,) = timeline().caller
    assert [word.text for word in said.words] == ["Tell", "me", "a", "story."]
    assert said.start == pytest.approx(1.0, abs=0.02)
    assert said.end == pytest.approx(2.0, abs=0.03)
    assert all(said.start <= word.start < word.end <= said.end for word in said.words)


def test_a_turn_takes_from_the_end_of_the_voice_to_the_first_sample() -> None:
    shown = timeline()
    assert shown.turns[0].latency == pytest.approx(1.0, abs=0.03)
    assert phases(shown) == {
        "turn": pytest.approx(400, abs=30),
        "text": 50,
        "token": 150,
        "audio": 300,
        "heard": 100,
    }


def test_without_a_token_of_its_own_the_first_text_counts() -> None:
    shown = timeline([text for text in STORY if "metrics_collected" not in text])
    assert phases(shown)["token"] == 350


def test_tools_are_part_of_the_waterfall() -> None:
    call = {"name": "find", "arguments": {"what": "story"}}
    shown = timeline(
        [
            *STORY,
            line(2.5, "function_calls_collected", calls=[call]),
            line(2.7, "function_calls_finished", calls=[{**call, "result": "one", "ms": 150.0}]),
        ]
    )
    (tool,) = shown.tools
    assert (tool.invocation, tool.outcome) == ('find(what="story")', '"one"')
    assert (tool.start, tool.failed) == (2.5, False)
    assert tool.end == pytest.approx(2.65)
    assert shown.turns[0].tools == (0,)
    assert phases(shown) | {"turn": 0} == {
        "turn": 0,
        "text": 50,
        "choice": 50,
        "tool": 150,
        "token": 0,
        "audio": 250,
        "heard": 100,
    }


def test_a_tool_that_failed_is_shown_as_such() -> None:
    call = {"name": "find", "arguments": {}, "error": "LookupError: no such", "ms": 1}
    (tool,) = timeline([line(2.7, "function_calls_finished", calls=[call])]).tools
    assert tool.failed
    assert tool.outcome == "failed: LookupError: no such"


def test_words_that_are_known_after_the_answer_hold_up_nothing() -> None:
    late = [
        text.replace('"t": 2.45, "event": "user_', '"t": 3.2, "event": "user_') for text in STORY
    ]
    shown = timeline(late)
    assert shown.turns[0].latency == pytest.approx(1.0, abs=0.03)
    assert phases(shown)["text"] == 800
    assert phases(shown)["token"] == 200


def test_a_noise_without_words_is_no_turn() -> None:
    noise = [line(0.1, "user_started_speaking"), line(0.2, "user_stopped_speaking")]
    later = [text.replace('"t": 0.0,', '"t": 0.3,') for text in STORY]
    shown = timeline([*noise, *later])
    assert [turn.start for turn in shown.turns] == [pytest.approx(1.0, abs=0.02)]


def test_words_that_come_after_the_next_turn_stay_with_their_own() -> None:
    turns = [
        line(at, f"user_{what}_speaking")
        for at, what in ((1.0, "started"), (2.0, "stopped"), (2.2, "started"), (2.8, "stopped"))
    ]
    words = [line(t, "user_speech_committed", text=text) for t, text in ((3, "one"), (3.1, "two"))]
    shown = timeline([*turns, *words], None)
    assert [(said.start, said.words[0].text) for said in shown.caller] == [
        (1.0, "one"),
        (2.2, "two"),
    ]


def test_a_turn_without_an_answer_has_no_latency() -> None:
    shown = timeline(STORY[:4])
    assert shown.turns[0].latency is None
    assert list(phases(shown)) == ["turn", "text"]


def test_without_sound_the_turn_counts_from_when_its_end_was_noticed() -> None:
    shown = timeline(sound=None)
    assert shown.duration == 6.0
    assert shown.turns[0].latency == pytest.approx(0.6)
    assert shown.caller[0].start == 1.1


def test_what_an_older_version_has_told_is_enough() -> None:
    old = without({"response", "since", "words", "unheard", "gaps"})
    old = [text for text in old if "agent_stopped" not in text]
    old.insert(-3, line(4.0, "agent_stopped_speaking"))
    (said,) = timeline(old).agent
    assert [word.text for word in said.words if word.heard] == ["Once", "upon", "a"]
    assert said.cut is not None
    assert said.cut.at == 4.0
    assert phases(timeline(old)) == {"turn": pytest.approx(400, abs=30), "text": 50, "heard": 550}


def test_states_last_until_the_next_and_the_last_until_the_end() -> None:
    assert timeline().states == (
        (0.0, 2.45, "listening"),
        (2.45, 3.0, "thinking"),
        (3.0, 4.0, "speaking"),
        (4.0, 6.0, "listening"),
    )


def test_troubles_are_shown() -> None:
    trouble = {"kind": "model_lost", "message": "gone", "recoverable": True}
    assert timeline([line(1.0, "error", error=trouble)]).troubles == ((1.0, "model_lost: gone"),)


def test_a_conversation_that_breaks_off_in_an_answer_ends_with_it() -> None:
    shown = timeline([*STORY[:7], line(3.5, "closed")], sound=None)
    assert [(said.start, said.end) for said in shown.agent] == [(3.0, 3.5)]


def test_a_turn_that_claims_to_last_for_days_keeps_nobody_waiting() -> None:
    shown = timeline(
        [
            line(0.0, "user_started_speaking"),
            line(1e6, "user_stopped_speaking"),
            line(1e6, "user_speech_committed", text="Well"),
        ]
    )
    assert [word.text for word in shown.caller[0].words] == ["Well"]


def test_noise_around_the_caller_does_not_move_the_ends() -> None:
    shown = timeline(sound=stereo([(1.0, 2.0), (5.0, 5.5)], [(3.0, 4.0)]))
    assert shown.caller[0].end == pytest.approx(2.0, abs=0.03)


@given(
    st.lists(
        st.builds(
            lambda text, t: text.replace('"t": ', f'"t": {t}', 1),
            st.sampled_from(STORY),
            st.integers(0, 9),
        )
    )
)
def test_whatever_order_lines_come_in_nothing_ends_before_it_begins(lines: list[str]) -> None:
    shown = timeline(lines, None)
    for utterance in (*shown.caller, *shown.agent):
        assert utterance.start <= utterance.end
        assert all(word.start <= word.end for word in utterance.words)
    for turn in shown.turns:
        assert all(phase.start <= phase.end for phase in turn.phases)
        assert all(0 <= answer < len(shown.agent) for answer in turn.answers)
