"""Who speaks, by how loud they are."""

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.core.events import Spoke
from antiphon.listening.voices import Voices

RATE = 16_000
LENGTH = RATE // 50
NOISE = np.random.default_rng(7).standard_normal(LENGTH)


def sound(dbfs: float) -> AudioFrame:
    """A frame of noise at that level."""
    samples = NOISE / np.sqrt(np.mean(NOISE**2)) * 32768 * 10 ** (dbfs / 20)
    return AudioFrame.from_samples(np.rint(samples).astype(np.int16), RATE)


class Table:
    """People with microphones: everybody's level for a while, then who spoke."""

    def __init__(self) -> None:
        self.voices = Voices()
        self.spoken: list[tuple[str, float]] = []

    def hears(self, seconds: float, **levels: float) -> list[str]:
        """Those who begin to be the speaker while it sounds like that."""
        step = {who: sound(dbfs) for who, dbfs in levels.items()}
        before = len(self.spoken)
        for _ in range(round(seconds * 50)):
            self._note(self.voices.hear(step))
        return [who for who, _ in self.spoken[before:]]

    def _note(self, spoke: list[Spoke]) -> None:
        self.spoken += [(event.identity, event.seconds) for event in spoke]

    def account(self) -> dict[str, float]:
        """Everybody's seconds so far."""
        self._note(self.voices.told())
        total: dict[str, float] = {}
        for who, seconds in self.spoken:
            total[who] = total.get(who, 0.0) + seconds
        return total


def test_whoever_is_heard_alone_is_the_speaker_after_a_fifth_of_a_second() -> None:
    table = Table()
    assert table.hears(0.16, ann=-20, bob=-70) == []
    assert table.hears(0.1, ann=-20, bob=-70) == ["ann"]
    assert table.hears(3.0, ann=-20, bob=-70) == []
    assert table.account() == {"ann": pytest.approx(3.26)}


def test_when_one_is_silent_another_is_the_speaker() -> None:
    table = Table()
    table.hears(2.0, ann=-20, bob=-70)
    table.hears(0.5, ann=-70, bob=-70)
    assert table.hears(1.0, ann=-70, bob=-30) == ["ann", "bob"]
    account = table.account()
    assert account["ann"] == pytest.approx(2.1, abs=0.05)
    assert account["bob"] == pytest.approx(1.0, abs=0.05)


def test_one_who_is_muted_is_silent() -> None:
    table = Table()
    table.hears(1.0, ann=-20, bob=-70)
    assert table.hears(1.0, bob=-30) == ["ann", "bob"]


def test_a_voice_that_reaches_another_microphone_is_not_two() -> None:
    table = Table()
    assert table.hears(3.0, ann=-20, bob=-32) == ["ann"]
    assert list(table.account()) == ["ann"]


def test_who_talks_over_somebody_has_to_be_louder_and_not_just_for_a_moment() -> None:
    table = Table()
    table.hears(1.0, ann=-25, bob=-70)
    assert table.hears(1.0, ann=-25, bob=-22) == []
    assert table.hears(0.1, ann=-25, bob=-10) == []
    assert table.hears(0.5, ann=-25, bob=-70) == []
    assert table.hears(0.5, ann=-25, bob=-10) == ["ann", "bob"]


def test_neither_a_cough_nor_a_fan_nor_a_whisper_of_noise_is_a_voice() -> None:
    table = Table()
    table.hears(1.0, ann=-70, bob=-70)
    assert table.hears(0.06, ann=-10, bob=-70) == []
    assert table.hears(1.0, ann=-70, bob=-55) == []
    assert table.hears(30.0, ann=-70, bob=-60) == []
    table.hears(20.0, ann=-30, bob=-70)
    assert table.hears(1.0, ann=-30, bob=-28) == ["ann", "bob"]


def test_who_begins_to_speak_is_the_speaker_at_once_when_a_detector_notices() -> None:
    table = Table()
    table.hears(1.0, ann=-20, bob=-70)
    table.hears(0.5, ann=-70, bob=-70)
    table.hears(0.04, ann=-70, bob=-30)
    ann, bob = table.voices.noticed()
    assert (ann.identity, bob.identity) == ("ann", "bob")
    assert bob.seconds == pytest.approx(0.04)
    assert table.voices.noticed() == []
    table.hears(1.0, ann=-70, bob=-30)
    (bob,) = table.voices.noticed()
    assert bob.seconds == pytest.approx(1.0)


def test_silence_is_nobodys() -> None:
    table = Table()
    assert table.hears(1.0, ann=-90, bob=-90) == []
    assert table.account() == {}


def test_two_who_take_turns_at_a_word_each_are_not_followed() -> None:
    table = Table()
    table.hears(1.0, ann=-20, bob=-70, cid=-70)
    for _ in range(3):
        assert table.hears(0.1, ann=-70, bob=-15, cid=-70) == []
        assert table.hears(0.1, ann=-70, bob=-70, cid=-10) == []
        table.hears(0.3, ann=-20, bob=-70, cid=-70)


def test_one_who_has_gone_is_forgotten_and_what_they_said_is_told() -> None:
    table = Table()
    table.hears(1.0, ann=-20, bob=-70)
    (spoke,) = table.voices.keep(["bob", "cid"])
    assert spoke.identity == "ann"
    assert spoke.seconds == pytest.approx(0.78)
    assert table.hears(0.5, bob=-30, cid=-70) == ["bob"]
    assert table.voices.keep(["bob"]) != []
    assert table.voices.keep(["bob"]) == []


def test_one_who_comes_back_is_as_new() -> None:
    table = Table()
    table.hears(20.0, ann=-30, bob=-70)
    assert table.hears(1.0, ann=-30, bob=-70) == []
    table.voices.keep(["bob"])
    assert table.hears(0.5, ann=-30, bob=-70) == ["ann"]
