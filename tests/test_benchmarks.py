"""The benchmarks work, and judge as they say; what they measure is no business of a test."""

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples
from antiphon.testing.scripted import tone
from antiphon.tts import SynthesizedAudio
from benchmarks.accuracy import plain
from benchmarks.barge_ins import Shown
from benchmarks.book import Book
from benchmarks.caption_error import shown_at
from benchmarks.figure import Figure, percentile
from benchmarks.machine import describe_machine
from benchmarks.noise import with_pink_noise
from benchmarks.recording import SAMPLE_RATE, Heard, heard_in
from benchmarks.report import as_markdown
from benchmarks.storytelling import Tape
from benchmarks.texts import TEXTS

ROOT = Path(__file__).parent.parent


@pytest.mark.realtime
@pytest.mark.timeout(120)
def test_a_little_of_everything_can_be_measured() -> None:
    pytest.importorskip("hibari")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick"],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "heard_ms against the samples" in done.stdout
    assert "End of speech to the first" in done.stdout
    assert "Word error rate" in done.stdout


SECOND = SAMPLE_RATE
PAUSE = np.zeros(SECOND, np.int16)


def telling() -> Samples:
    """A second of sound that begins and ends audibly, a second of silence, the sound again."""
    sound = tone(1.0, SAMPLE_RATE).samples + np.int16(1)
    return np.concatenate([sound, PAUSE, sound])


def recorded(take: Samples, heard: int) -> Heard:
    """What a recording says of a take heard after one second, broken off by a caller."""
    agent = np.concatenate([PAUSE, take[:heard], PAUSE])
    caller = np.zeros(len(agent), np.int16)
    caller[SECOND + heard - 2400 :] = tone(1.1, SAMPLE_RATE).samples[: 2400 + SECOND]
    sound = np.stack([caller, agent], axis=1)
    return heard_in(sound, take, (1.0, 1.0 + heard / SAMPLE_RATE), zero=100.0)


def test_a_recording_says_how_much_was_heard() -> None:
    heard = recorded(telling(), SECOND // 2)
    assert heard.began == pytest.approx(101.0, abs=0.001)
    assert heard.falls_silent == pytest.approx(101.5, abs=0.001)
    assert heard.onset == pytest.approx(101.4, abs=0.011)
    assert heard.is_faithful
    assert heard.is_cut_in_speech
    assert heard.missed_ms(500.0) == pytest.approx(0.0, abs=0.1)
    assert heard.missed_ms(480.0) == pytest.approx(20.0, abs=0.1)
    assert heard.missed_ms(520.0) == pytest.approx(20.0, abs=0.1)


def test_in_a_pause_a_recording_only_says_that_it_was_the_pause() -> None:
    heard = recorded(telling(), SECOND + SECOND // 2)
    assert not heard.is_cut_in_speech
    assert heard.missed_ms(1500.0) == heard.missed_ms(1900.0) == 0.0
    assert heard.missed_ms(2010.0) == pytest.approx(10.0, abs=0.1)


def test_what_was_not_played_as_it_was_made_is_noticed() -> None:
    take = telling()
    played = take.copy()
    played[SECOND // 4] += 1
    sound = np.stack([np.zeros(SECOND, np.int16), played[:SECOND]], axis=1)
    assert not heard_in(sound, take, (0.0, 1.0), zero=0.0).is_faithful


def test_a_silent_recording_is_no_answer() -> None:
    sound = np.zeros((SECOND, 2), np.int16)
    with pytest.raises(LookupError, match="nobody is heard"):
        heard_in(sound, telling(), (0.0, 1.0), zero=0.0)


def test_a_word_is_shown_when_a_caption_first_has_it() -> None:
    captions = [
        Shown(at=1.0, segment="a", text="one"),
        Shown(at=2.0, segment="a", text="one two three"),
        Shown(at=2.5, segment="a", text="One, two three."),
        Shown(at=3.0, segment="b", text="four"),
    ]
    assert list(shown_at(captions)) == [1.0, 2.0, 2.0, 3.0]


def test_the_report_names_the_machine_and_says_how() -> None:
    figure = Figure(
        name="Speed", measured="1 s", target="≤ 2 s", how="With a stopwatch.", date="2026-11-22"
    )
    page = as_markdown([figure], {"CPU": "abacus"})
    assert "| CPU | abacus |" in page
    assert "| Speed | 1 s | ≤ 2 s | 2026-11-22 |" in page
    assert "**Speed.** With a stopwatch." in page


def test_a_part_is_measured_anew_and_the_others_stay(tmp_path: Path) -> None:
    slow = Figure(name="Speed", measured="2 s", how="By eye.")
    size = Figure(name="Size", measured="3 m", how="By eye.")
    Book.open(tmp_path / "kept").keep({"rooms": [size], "live": [slow]})
    book = Book.open(tmp_path / "kept").keep({"live": [replace(slow, measured="1 s")]})
    book.write(tmp_path / "report.md")
    report = (tmp_path / "report.md").read_text()
    assert "2 s" not in report
    assert report.index("| Speed | 1 s |") < report.index("| Size | 3 m |")


def test_the_machine_is_known() -> None:
    assert set(describe_machine()) == {
        "CPU",
        "Cores",
        "Memory",
        "System",
        "Antiphon",
        "Python",
    }


def test_a_percentile_of_nothing_is_none() -> None:
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
    assert np.isnan(percentile([], 50))


class Parrot:
    """A voice that speaks word by word, a sample a letter."""

    sample_rate = SAMPLE_RATE
    num_channels = 1

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        for word in re.findall(r"\S+\s*", text):
            samples = np.array([ord(letter) for letter in word], np.int16)
            yield SynthesizedAudio(AudioFrame.from_samples(samples, SAMPLE_RATE), word)


async def test_the_tape_has_what_was_told_in_full() -> None:
    tape = Tape(Parrot())
    broken_off, told = TEXTS[0], TEXTS[1]
    for text in (broken_off[:20], told[:31], told[31:]):
        async for _ in tape.synthesize(text):
            pass
    takes = tape.takes(TEXTS)
    assert list(takes) == [told]
    assert "".join(map(chr, takes[told])) == told


def test_noise_is_as_much_softer_than_the_speech_as_was_asked_for() -> None:
    speech = AudioFrame.from_samples(np.concatenate([PAUSE, telling()[:SECOND], PAUSE]), SECOND)

    noisy = with_pink_noise(speech, 20.0, seed=1).samples.astype(float)
    noise = noisy - speech.samples

    loud = speech.samples[SECOND : 2 * SECOND].astype(float)
    assert 10 * np.log10(np.square(loud).mean() / np.square(noise).mean()) == pytest.approx(
        20.0, abs=0.2
    )
    assert np.square(np.convolve(noise, np.ones(64) / 64)).mean() > np.square(noise).mean() / 16


def test_words_are_compared_without_case_hyphens_and_punctuation() -> None:
    assert plain("Forty-two dollars, it's!") == ["forty", "two", "dollars", "it's"]
