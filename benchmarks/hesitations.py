"""Utterances with a pause in the middle, made from the embedded voice when they are needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from antiphon.audio import AudioFrame, combine_frames, faded
from antiphon.plugins.local import HibariTTS
from antiphon.tts import WordTime

__all__ = ["HESITATIONS", "Hesitation"]

SENTENCES = """
    Set a timer for | ten minutes.
    What is seven times | eight?
    Put milk and | bread on my list.
    Tell me a story about | a fox.
    I would like to | hear a joke.
    My name is | Margaret.
    What is the | time?
    Add butter, | eggs and sugar to my shopping list.
    Um, | what day is it today?
    Can you | tell me a joke?
    Set a timer for twenty | five minutes.
    My phone number is five five five | one two three four.
    I wanted to ask, | do you know a story?
    Good morning, | how are you?
    Tell me a joke | and then a story.
    Please remind me to | call my mother.
    How much is a hundred and | twelve minus nine?
    Well, | I need some help with my list.
    What can you do | when I am offline?
    Set a timer | for half an hour.
    Turn on the light | in the kitchen.
    I think that | we should start again.
    What is the weather like | on Sunday?
    Yes, but | not today.
    Take the, um, | the eggs off my list.
    I have a question about, uh, | about my list.
    The library is | on the left.
    Is it going to | rain tomorrow?
    Do you know what | time it is?
    I am looking for my | other shoe.
"""
"""A `|` is where the speaker hesitates: most often where it is heard that they will go on, six
times where what they have said could be all."""
PAUSES = (0.2, 0.3, 0.4, 0.6, 0.9, 1.5)
"""Seconds, in turn."""
FADE_SECONDS = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class Hesitation:
    """What is said before and after a pause, and how long that is."""

    before: str
    after: str
    seconds: float

    async def sound(self) -> AudioFrame:
        """It, spoken in one breath and cut between two words, up to its last sound."""
        spoken, words = await speak(f"{self.before} {self.after}")
        count = len(self.before.split())
        cut = (words[count - 1].end + words[count].start) / 2
        return combine_frames(
            [
                part(spoken, 0.0, cut - FADE_SECONDS),
                faded(part(spoken, cut - FADE_SECONDS, cut)),
                AudioFrame.create(spoken.sample_rate, 1, round(self.seconds * spoken.sample_rate)),
                part(spoken, cut, words[-1].end),
            ]
        )


def part(frame: AudioFrame, start: float, end: float) -> AudioFrame:
    """What `frame` has between these seconds."""
    rate = frame.sample_rate
    return AudioFrame.from_samples(frame.samples[round(start * rate) : round(end * rate)], rate)


async def speak(text: str) -> tuple[AudioFrame, Sequence[WordTime]]:
    """`text` as the voice says it, and when each word."""
    frames: list[AudioFrame] = []
    words: list[WordTime] = []
    length = 0.0
    async for clause in HibariTTS().synthesize(text):
        words += [
            WordTime(word.text, word.start + length, word.end + length) for word in clause.words
        ]
        length += clause.frame.duration
        frames.append(clause.frame)
    return combine_frames(frames), words


def hesitations() -> list[Hesitation]:
    """All of them."""
    lines = [line.partition("|") for line in SENTENCES.strip().splitlines()]
    return [
        Hesitation(before=before.strip(), after=after.strip(), seconds=seconds)
        for (before, _, after), seconds in zip(lines, cycle(PAUSES), strict=False)
    ]


HESITATIONS = hesitations()
