"""Finds paragraphs: stretches of text with an empty line between them."""

import re
from typing import NamedTuple

__all__ = ["Paragraph", "split_paragraphs"]

_GAP = re.compile(r"\n\s*\n")


class Paragraph(NamedTuple):
    """A paragraph without the white space around it, and where it is: `source[start:end]`."""

    text: str
    start: int
    end: int


def split_paragraphs(source: str) -> list[Paragraph]:
    """The paragraphs of `source` that are not blank, in order."""
    starts = [0, *(gap.end() for gap in _GAP.finditer(source))]
    ends = [*(gap.start() for gap in _GAP.finditer(source)), len(source)]
    stretches = zip(starts, ends, strict=True)
    return [_stripped(source, *stretch) for stretch in stretches if source[slice(*stretch)].strip()]


def _stripped(source: str, start: int, end: int) -> Paragraph:
    stretch = source[start:end]
    text = stretch.strip()
    first = start + len(stretch) - len(stretch.lstrip())
    return Paragraph(text, first, first + len(text))
