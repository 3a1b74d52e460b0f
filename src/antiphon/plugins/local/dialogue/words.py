"""What was said, word by word, in one spelling: a recogniser writes the same thing in many ways."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from antiphon.plugins.local.dialogue.mishearings import as_meant

__all__ = [
    "Utterance",
    "capitalised",
    "content",
    "enumerate_words",
    "has_meaning",
    "humanised",
    "listen",
    "sentences",
    "stem",
]

_SPELLINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        ("[\u2018\u2019]", "'"),
        (r"\bto-(day|night|morrow)\b", r"to\1"),
        (r"\bto morrow\b", "tomorrow"),
        (r"\bgood[- ]?bye?\b", "goodbye"),
        (r"\bgood[- ]night\b", "goodnight"),
        (r"\bbye[- ]bye\b", "goodbye"),
        (r"\bper cent\b", "percent"),
        (r"\banymore\b", "any more"),
        (r"\balright\b", "all right"),
        (r"\b([ap])\. ?m\b\.?", r"\1m"),
        (r"\bo'clock\b", "oclock"),
        (r"\b(?:can't|cannot)\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"'re\b", " are"),
        (r"'ve\b", " have"),
        (r"'ll\b", " will"),
        (r"\bi'm\b", "I am"),
        (r"\bi'd\b", "I would"),
        (r"\blet's\b", "let us"),
        (r"\b(what|how|who|where|that)s\b", r"\1 is"),
        (r"\b(what|that|it|he|she|who|how|where|when|there|here|name)'s\b", r"\1 is"),
        (r"(?<=\d),(?=\d{3}\b)", ""),
        (r"(?<=\d)\s*[x×*]\s*(?=[\d-])", " times "),
        (r"(?<=\d)\s*[/÷]\s*(?=[\d-])", " divided by "),
        (r"(?<=\d)\s*\+\s*(?=[\d-])", " plus "),
        (r"(?<![\w.])[-−](?=\d)|(?<=\d)\s*[-−](?=\s*\d)", " minus "),
        (r"\$(\d+(?:\.\d+)?)", r"\1 dollars"),
        ("%", " percent"),
        ("²", " squared"),
        ("√", " square root of "),
        (r"(?<=\d)([ap]m)\b", r" \1"),
    )
)
_WORD = re.compile(r"(\d+(?:[.:]\d+)*(?:st|nd|rd|th)?|[^\W\d_]+(?:'[^\W\d_]+)*)(,?)")
_BORDER = re.compile(
    r"[.,!?;:]\s+|\s+(?=(?:good ?bye|bye(?: bye)?|thanks|thank you)\W*$)"
    r"|\s+(?=(?:before|while|because|until|whenever|as soon as) (?:i|we|she|he|they)\b)"
    r"|\s+(?=so (?:that )?(?:i|we) )",
    re.IGNORECASE,
)
"""Of clauses: recognizers leave out many a comma, and nobody writes one before `because I`."""
_FILLERS = frozenset("um uh er erm hmm hm ah please kindly".split())
_COMMON = frozenset(
    """a an the this that these those some any my your our his her its their
    i you he she it we they me us him them
    is are was were be been am do does did have has had will would can could may might shall should
    to of for on in at by with from as into about and or but if so then
    oh what which who when where why how there here just now right well okay ok
    want like need let get give tell know hey hi hello thanks thank too also""".split()
)
_PLAIN = {
    word: plain
    for plain, words in (
        ("yes", "yeah yep yup yah aye"),
        ("no", "nope nah"),
        ("hello", "hiya howdy hallo"),
        ("help", "assist assistance"),
        ("great", "awesome amazing superb marvellous terrific"),
        ("continue", "resume proceed"),
        ("left", "remaining remains"),
        ("remember", "recall"),
        ("necessary", "needed required"),
        ("delete", "erase wipe"),
        ("remove", "scratch strike scrap"),
        ("speak", "talk say"),
        ("speaking", "talking saying"),
        ("my", "our"),
        ("me", "us"),
        ("anybody", "anyone somebody someone"),
        ("everybody", "everyone"),
        ("everything", "all"),
        ("start", "begin"),
        ("story", "tale stories"),
        ("human", "person man woman"),
        ("robot", "machine bot program"),
        ("maths", "math arithmetic"),
        ("kind", "sort type"),
        ("what", "which"),
        ("timer", "timers"),
        ("monday", "tuesday wednesday thursday friday saturday sunday"),
        ("item", "items thing things"),
        ("list", "lists"),
        ("ring", "rings ringing"),
        ("fast", "quick quickly rapidly"),
        ("mistake", "error"),
        ("happened", "happens happen"),
        ("understand", "understood"),
        ("thanks", "thankyou ta"),
    )
    for word in words.split()
}
_ENDINGS = ("ings", "ing", "ies", "ers", "ed", "es", "s", "e", "y")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words in lower case without punctuation, and beside each how it was written.

    Of the punctuation a comma after a word is kept in `written`: it divides what is enumerated.
    """

    words: tuple[str, ...]
    written: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.words)

    def part(self, start: int, end: int | None = None) -> "Utterance":
        """The words from `start` up to `end`."""
        return Utterance(self.words[start:end], self.written[start:end])

    def replaced(self, start: int, end: int, other: "Utterance") -> "Utterance":
        """The utterance with `other` instead of the words from `start` up to `end`."""
        return Utterance(
            (*self.words[:start], *other.words, *self.words[end:]),
            (*self.written[:start], *other.written, *self.written[end:]),
        )

    @property
    def text(self) -> str:
        """The words as they were written."""
        return " ".join(self.written).rstrip(",")


@lru_cache(maxsize=2048)  # each turn reads the whole conversation again
def listen(text: str) -> Utterance:
    """The words of `text`: contractions written out, fillers dropped, signs put in words, and what
    was surely misheard put right."""
    text = as_meant(text)
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    found = [(word, comma) for word, comma in _WORD.findall(text) if word.lower() not in _FILLERS]
    words = tuple(word.lower().removesuffix("'s") for word, _ in found)
    return Utterance(words, tuple(word + comma for word, comma in found))


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with its punctuation."""
    return [part for part in re.split(r"(?<=[.!?;])\s+", text.strip()) if part]


def clauses(text: str) -> list[str]:
    """The parts of `text` between punctuation marks, and what it takes leave with."""
    return [part for part in _BORDER.split(text.strip()) if part]


def has_meaning(word: str) -> bool:
    """Whether a word carries a meaning of its own."""
    return word not in _COMMON


def content(words: Sequence[str]) -> tuple[str, ...]:
    """The words that carry a meaning of their own."""
    return tuple(filter(has_meaning, words))


def stem(word: str) -> str:
    """A word without its ending: enough to make `lights` and `light` the same."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def plain_word(word: str) -> str:
    """The plainest word for the same thing."""
    return _PLAIN.get(word, word)


def capitalised(sentence: str) -> str:
    """The sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def enumerate_words(parts: Sequence[str]) -> str:
    """`a`, `a and b`, or `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def humanised(name: str) -> str:
    """`order_number` and `orderNumber` as they are said: `order number`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-.]+", " ", name).lower().strip()
