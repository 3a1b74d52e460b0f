"""How well the embedded model understands: word by word, and what is wanted."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from antiphon import clock
from antiphon.audio import AudioFrame, combine_frames, read_wav, resample
from antiphon.plugins.local import HibariOptions, HibariTTS, MoonshineSTT
from antiphon.plugins.local.dialogue.interpreter import Interpreter
from antiphon.plugins.local.dialogue.memory import Memory, Scene
from antiphon.plugins.local.dialogue.tools import Toolbox
from benchmarks.clips import MICROPHONE_RATE, ROOT
from benchmarks.figure import Advance, Figure
from benchmarks.intents import FOREIGN, KNOWN, Phrase
from benchmarks.noise import with_pink_noise

__all__ = ["accuracy", "steps"]

VOICES = ROOT / "tests/data/voices"
CONDITIONS: tuple[float | None, ...] = (None, 20.0, 10.0)
"""Decibels of speech above pink noise; None is clean."""
SPEEDS = (1.0, 0.85, 1.2)
"""In which the phrases are spoken, in turn."""
LEAD, TAIL = 0.3, 0.4
"""Seconds of silence around a phrase."""
HOW = (
    "Synthetic voices understate the error rate on real ones. No room, no endpointing: the "
    "recognizer is given each utterance whole."
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A recording, and its words."""

    sound: AudioFrame
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A phrase, and what the dialogue took it for."""

    phrase: Phrase
    intent: str

    @property
    def is_right(self) -> bool:
        return self.intent == self.phrase.intent


async def accuracy(count: int, advance: Advance) -> list[Figure]:
    """Word error rate, and the phrases understood and refused; `count` of each at most."""
    known, foreign = spread(KNOWN, count), spread(FOREIGN, count)
    return [
        await word_errors(recordings()[:count], advance),
        understood([await judged(phrase, number, advance) for number, phrase in enumerate(known)]),
        refused([await judged(phrase, number, advance) for number, phrase in enumerate(foreign)]),
    ]


def steps(count: int) -> int:
    """How often `accuracy` advances."""
    clips = len(CONDITIONS) * min(len(recordings()), count)
    return clips + len(spread(KNOWN, count)) + len(spread(FOREIGN, count))


def recordings() -> list[Utterance]:
    with (VOICES / "transcripts.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [Utterance(heard(VOICES / row["file"]), row["text"]) for row in rows]


def heard(path: Path) -> AudioFrame:
    return read_wav(path).frame


def spread(phrases: Sequence[Phrase], count: int) -> Sequence[Phrase]:
    """At most `count` of `phrases`, from all over."""
    return phrases[:: max(len(phrases) // count, 1)][:count]


async def word_errors(utterances: Sequence[Utterance], advance: Advance) -> Figure:
    rates = {}
    for condition in CONDITIONS:
        rates[condition] = await error_rate(utterances, condition, advance)
    clean, *noisy = (f"{name(condition)} {rate:.1f} %" for condition, rate in rates.items())
    return Figure(
        name="Word error rate of the embedded recognizer",
        measured=f"{clean} ({', '.join(noisy)})",
        target="≤ 12 % clean",
        how=(
            f"{len(utterances)} utterances by flite, espeak-ng and Piper, case and punctuation "
            f"left out; pink noise, its level against that of the speech. {HOW}"
        ),
    )


def name(condition: float | None) -> str:
    return "clean" if condition is None else f"{condition:.0f} dB"


async def error_rate(
    utterances: Sequence[Utterance], condition: float | None, advance: Advance
) -> float:
    """Percent of the words that were left out, put in or taken for others."""
    errors = spoken = 0
    for number, utterance in enumerate(utterances):
        sound = utterance.sound
        if condition is not None:
            sound = with_pink_noise(sound, condition, seed=number)
        words = plain(utterance.text)
        errors += Levenshtein.distance(words, plain(await recognized(sound)))
        spoken += len(words)
        advance()
    return 100 * errors / spoken


def plain(text: str) -> list[str]:
    """The words, as they are compared."""
    return re.findall(r"[a-z']+", text.lower().replace("-", " "))


async def recognized(sound: AudioFrame) -> str:
    event = await MoonshineSTT().recognize(sound)
    return event.alternatives[0].text


async def judged(phrase: Phrase, number: int, advance: Advance) -> Verdict:
    """`phrase`, spoken, recognized, and given to the dialogue at the start of a conversation."""
    text = await recognized(await spoken(phrase.text, SPEEDS[number % len(SPEEDS)], seed=number))
    scene = Scene(now=clock.local_time(), turn="item_1", count=0, can_ring=True)
    answer = Interpreter(Memory(), scene, Toolbox({})).answer(text)
    advance()
    return Verdict(phrase, answer.intent)


async def spoken(text: str, speed: float, *, seed: int) -> AudioFrame:
    tts = HibariTTS(HibariOptions(speed=speed, seed=seed))
    clauses = [clause.frame async for clause in tts.synthesize(text)]
    return combine_frames(
        [silence(LEAD), resample(combine_frames(clauses), MICROPHONE_RATE), silence(TAIL)]
    )


def silence(seconds: float) -> AudioFrame:
    return AudioFrame.create(MICROPHONE_RATE, 1, round(seconds * MICROPHONE_RATE))


def understood(verdicts: Sequence[Verdict]) -> Figure:
    intents = {verdict.phrase.intent for verdict in verdicts}
    return Figure(
        name="Own intents that the built-in dialogue understands",
        measured=shares(verdicts),
        target="≥ 90 %",
        how=(
            f"{len(verdicts)} phrases for {len(intents)} intents, spoken by the embedded voice at "
            f"three speeds. {HOW} Two thirds, in other words than the dialogue's tables, were "
            "looked at while it was made. A third is held out: written anew on 2026-11-23 by "
            "somebody who had not seen its tables, and not seen by whoever tuned it."
        ),
    )


def refused(verdicts: Sequence[Verdict]) -> Figure:
    return Figure(
        name="What it does not know that the built-in dialogue refuses",
        measured=shares(verdicts),
        target="≥ 90 %",
        how=f"{len(verdicts)} phrases of other domains, near ones among them, spoken likewise.",
    )


def shares(verdicts: Sequence[Verdict]) -> str:
    held_out = [verdict for verdict in verdicts if verdict.phrase.is_held_out]
    return f"{share(verdicts)} (of those held out {share(held_out)})"


def share(verdicts: Sequence[Verdict]) -> str:
    right = sum(verdict.is_right for verdict in verdicts)
    return f"{100 * right / len(verdicts):.1f} %" if verdicts else "–"
