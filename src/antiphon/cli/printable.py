"""Text from others, made fit to be shown: nothing in it can move the cursor or hide a word."""

import re
import unicodedata

__all__ = ["escape_markdown", "one_line", "printable"]

HARMLESS = frozenset("\u200c\u200d")
"""The joiners of scripts and emoji: format characters that only shape their neighbours."""
UNSHOWABLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
MARKDOWN = re.compile(r"([\\`*_<>\[\]#|])")


def printable(text: str) -> str:
    """`text` with control and invisible characters, line breaks among them, spelled as escapes."""
    return "".join(escaped(character) for character in text)


def one_line(text: str) -> str:
    """`text` with each stretch of white space made one space, and fit to be shown."""
    return printable(" ".join(text.split()))


def escape_markdown(text: str) -> str:
    """`text` fit to be shown, and to be read as plain words in a Markdown file."""
    return MARKDOWN.sub(r"\\\1", printable(text))


def escaped(character: str) -> str:
    if unicodedata.category(character) not in UNSHOWABLE or character in HARMLESS:
        return character
    return character.encode("unicode_escape").decode()
