"""Writes text out as it is to be spoken, where the synthesizer's own reading is poor."""

import re
import unicodedata
from collections.abc import Callable

__all__ = ["spoken_text"]

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

MAX_WORD = 32
"""Characters of a word that are read as one; its time to read grows faster than its length."""
MAX_FIGURES = 12
"""Digits that are read as one number."""

NUMBER = r"\d[\d,]*(?:\.\d+)?"
HOST = r"(?:[\w-]+\.)+[A-Za-z]{2,}"


def spaced(text: str) -> str:
    """`text`, character by character."""
    return " ".join(text)


def digits(match: re.Match[str]) -> str:
    """A telephone number in groups: the digits of each, and a comma for a pause."""
    groups = [spaced(group) for group in re.findall(r"\d+", match.group())]
    return ("plus " if match.group().startswith("+") else "") + ", ".join(groups)


def address(match: re.Match[str]) -> str:
    """A link without its scheme and its query, or a mail address."""
    name = re.sub(r"^(?:\w+://)?(?:www\.)?", "", match.group())
    name, stop = re.subn(r"[.,;:!?)]+$", "", name)
    name = re.sub(r"[?#].*$", "", name).rstrip("/")
    for sign, word in (("@", " at "), (".", " dot "), ("/", " slash ")):
        name = name.replace(sign, word)
    return name + (match.group()[-1] if stop else "")


def version(match: re.Match[str]) -> str:
    """ "v1.2.3" as "version 1 point 2 point 3"."""
    return ("version " if match[1] else "") + match[2].replace(".", " point ")


MARKUP: tuple[Rule, ...] = (
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"[`*]{2,}|`|(?<!\d)\*(?!\d)|(?<!\w)_+|_+(?!\w)"), ""),
    (re.compile(r"^\s*(?:#+|[-•*]|>)\s+", re.MULTILINE), ""),
    (re.compile(r"\s*-{2,}\s*"), " — "),
)
ADDRESSES: tuple[Rule, ...] = (
    (re.compile(r"\b(?:https?|ftp)://\S+|\bwww\.\S+"), address),
    (re.compile(rf"[\w.+-]+@{HOST}"), address),
    (
        re.compile(r"(?<![\w.])(?:[\w-]{2,}\.)+(?:com|org|net|edu|gov|io|dev|ai|uk|de)\b(?:/\S*)?"),
        address,
    ),
    (re.compile(r"(?<=\w\w)\.(?=[a-z]{2,4}\b)"), " dot "),
    (re.compile(r"(?<!\S)\.(?=[A-Za-z])"), "dot "),
)
FIGURES: tuple[Rule, ...] = (
    (re.compile(r"\be\.g\.,?"), "for example"),
    (re.compile(r"\bi\.e\.,?"), "that is,"),
    (re.compile(r"(?<=\d)['′](\d{1,2})[\"″]"), r" foot \1"),
    (re.compile(r"\b(v)?(\d+(?:\.\d+){2,})\b"), version),
    (re.compile(r"(?<![\w.])\.(?=\d)"), "0."),
    (re.compile(r"(?<!\w)\+?(?:\d{1,3}[ -])?\(?\d{3}\)?[ -]\d{3}[ -]\d{4}(?!\w)"), digits),
    (re.compile(r"(?<!\w)\+\d[\d ()-]{6,}\d(?!\w)"), digits),
    (re.compile(rf"\d(?:,?\d){{{MAX_FIGURES},}}"), lambda match: spaced(re.sub(",", "", match[0]))),
    (
        re.compile(r"(?<=\b[Cc]all )(\d{3})\b|(?<=\b[Dd]ial )(\d{3})\b"),
        lambda match: spaced(match[0]),
    ),
    (re.compile(r"\b24/7\b"), "24 7"),
    (re.compile(rf"\b({NUMBER})[kK]\b"), r"\1 thousand"),
    (re.compile(r"(?<=\d) s\b"), " seconds"),
    (re.compile(r"(?<=\d) h\b"), " hours"),
    (re.compile(r"(?<=\d) ?m(?![\w²³])"), " meters"),
)
SIGNS: tuple[Rule, ...] = (
    (re.compile(r"(?<=[\d)])\s*[×*x]\s*(?=[\d(])"), " times "),
    (re.compile(r"(?<=[\d)])x\b"), " times"),
    (re.compile(r"(?<=[\d)])\s*÷\s*(?=[\d(])"), " divided by "),
    (re.compile(r"(?<=[\d)]) ?/ ?(?=[\d(]+ ?=)"), " divided by "),
    (re.compile(r"(?<=[\d)])\s*\+\s*(?=[\d(])"), " plus "),
    (re.compile(r"(?<=[\d)])(?:\s*−\s*| - )(?=[\d(])"), " minus "),
    (re.compile(r"(?<=\d)-(?=\d+ ?=)"), " minus "),
    (re.compile(r"(?<![\w)])[−-](?=\d)"), "minus "),
    (re.compile(r"\s*±\s*"), " plus or minus "),
    (re.compile(r"(?<=\w)\s*≈\s*"), " is about "),
    (re.compile(r"(?:\b[Aa]bout )?(?<!\w)[~≈]\s*(?=\d)"), "about "),
    (re.compile(r"\s*≠\s*"), " is not "),
    (re.compile(r"\s*(?:≤|<=)\s*"), " at most "),
    (re.compile(r"\s*(?:≥|>=)\s*"), " at least "),
    (re.compile(r"\s*<\s*(?=\d)"), " less than "),
    (re.compile(r"\s*>\s*(?=\d)"), " more than "),
    (re.compile(r"\s*=\s*"), " equals "),
    (re.compile(r"√\s*"), "the square root of "),
)
LENGTH: Rule = (re.compile(rf"(\S{{{MAX_WORD}}})(?=\S)"), r"\1 ")

SIGNS_READ = frozenset("“”‘’…—–€£¥¢₹₩°²³½¼¾→×÷")
LAST_LATIN = 0x24F
DOTTED_I = ("İ", "I")
"""The one such letter whose lower case is two signs, which the reader cannot bear."""


def spoken_text(text: str) -> str:
    """`text` as the synthesizer reads it well, in words and signs that it knows.

    Markup is dropped, addresses, telephone numbers and sums are written out; so is what else it
    reads badly. What cannot be read in English (other scripts, emoji) is left out; nothing may be
    left.
    """
    text = unicodedata.normalize("NFC", text).replace(*DOTTED_I)
    for pattern, replacement in (*MARKUP, *ADDRESSES, *FIGURES, *SIGNS):
        text = pattern.sub(replacement, text)
    text = "".join(sign if is_readable(sign) else " " for sign in text)
    return " ".join(LENGTH[0].sub(LENGTH[1], text).split())


def is_readable(sign: str) -> bool:
    """Whether the synthesizer's reader knows what to do with `sign`."""
    return sign in SIGNS_READ or (ord(sign) <= LAST_LATIN and sign.isprintable())
