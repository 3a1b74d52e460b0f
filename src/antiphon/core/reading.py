"""What is written, cut for a voice that reads it aloud: a sentence is over when the next begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antiphon.core.layout import end_of

if TYPE_CHECKING:
    from antiphon.core.captions import CaptionStyle
    from antiphon.core.contents import Content

__all__ = ["rest_of", "sentences_of"]


def sentences_of(part: Content, style: CaptionStyle) -> str:
    """Take the sentences of a part that are over, and were not taken before; "" where none is."""
    text = part.captions.text[part.taken :]
    end = 0
    for sentence in style.sentences(text)[:-1]:
        end = end_of(text, sentence, end)
    space = len(text[end:]) - len(text[end:].lstrip())
    end += space if end else 0
    part.taken += end
    return text[:end]


def rest_of(part: Content) -> str:
    """Take what is left of a part that is complete; a blank keeps it apart from the next."""
    text = part.captions.text[part.taken :]
    part.taken = len(part.captions.text)
    return f"{text.rstrip()} " if text.strip() else ""
