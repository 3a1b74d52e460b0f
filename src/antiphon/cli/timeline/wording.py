"""Where each word of an utterance was heard."""

from collections.abc import Sequence

from antiphon.cli.timeline.model import Span, Word
from antiphon.core.layout import Layout
from antiphon.multimodal import AgentTranscriptionOptions

__all__ = ["heard_up_to", "laid_out"]

REACH = 0.4
"""Seconds around its middle that an estimated word takes at most."""


def laid_out(text: str, span: Span, voiced: Sequence[Span]) -> list[Word]:
    """The words of `text`, estimated along the voice within `span`, as captions are."""
    start, end = span
    layout = Layout(AgentTranscriptionOptions().caption_style())
    layout.add_text(text, ())
    inside = [(max(a, start), min(b, end)) for a, b in voiced if b > start and a < end]
    layout.add_audio(
        (end - start) * 1000, [((a - start) * 1000, (b - start) * 1000) for a, b in inside]
    )
    layout.complete()
    found = [(word, min(start + ms / 1000, end)) for word, ms in middles(text, layout)]
    return around([word for word, _ in found], [at for _, at in found], span)


def middles(text: str, layout: Layout) -> list[tuple[str, float]]:
    """Each word, and its middle in ms."""
    found: list[tuple[str, float]] = []
    begin = 0
    while (ms := layout.next_ms(begin)) is not None:
        end = max(layout.heard(ms), begin + 1)
        found.append((text[begin:end].strip(), ms))
        begin = end
    return found


def around(texts: list[str], middles: list[float], span: Span) -> list[Word]:
    """Words that meet halfway between their middles."""
    bounds = [(a + b) / 2 for a, b in zip(middles, middles[1:], strict=False)]
    starts, ends = [span[0], *bounds], [*bounds, span[1]]
    return [
        Word(text=text, start=max(a, middle - REACH), end=min(b, middle + REACH))
        for text, a, b, middle in zip(texts, starts, ends, middles, strict=False)
    ]


def heard_up_to(words: Sequence[Word], text: str) -> list[Word]:
    """`words`, those marked as heard that make up `text`."""
    left = len("".join(text.split()))
    marked: list[Word] = []
    for word in words:
        left -= len("".join(word.text.split()))
        marked.append(Word(text=word.text, start=word.start, end=word.end, heard=left >= 0))
    return marked
