"""How large an item may be, and what is sent in place of one that is larger.

| an item                                        | then                                          |
|------------------------------------------------|-----------------------------------------------|
| of more than 15 MiB                            | is cut                                        |
| over which the service has closed the line     | is cut when it is sent again, and so is every |
|                                                | other one as large                            |

| instructions                                   | then                                          |
|------------------------------------------------|-----------------------------------------------|
| of more than 15 MiB                            | are an error of the program's                 |
| over which the service has closed the line     | are refused: they are not sent again          |

| what is cut                                    | what is sent                                  |
|------------------------------------------------|-----------------------------------------------|
| text, or the output of a tool                  | the first 64 KiB of it, and a mark            |
| an image or sound of more than 4 KiB           | a note that it was left out                   |
| the arguments of a call                        | none                                          |

A service that closes the line over what was cut is sent half as much.
"""

from msgspec.structs import replace

from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.checks import check_that

__all__ = ["SMALL_BYTES", "Bounds", "check_instructions"]

LARGEST_ITEM = 15 * 1024 * 1024
"""Bytes. OpenAI takes so much audio in one event; it closes the line over 16 MiB."""
KEPT_BYTES = 64 * 1024
"""As much as a tool may return."""
SMALL_BYTES = 4 * 1024
"""What is smaller is not too large for anybody."""

CUT_MARK = "… [cut: it is too large for the model]"
LEFT_OUT = "[{} was left out: it is too large for the model]"
NO_ARGUMENTS = "{}"


class Bounds:
    """What is known of how much the service takes at once."""

    def __init__(self) -> None:
        self._largest = LARGEST_ITEM
        self._kept = KEPT_BYTES

    def fitting(self, item: wire.Item) -> wire.Item:
        """The item, or what of it the service takes."""
        return item if wire.size_of(item) <= self._largest else cut(item, self._kept)

    def refused(self, size: int) -> None:
        """The service has closed the line over something too large, and this was the largest item
        that it had not answered."""
        if size >= SMALL_BYTES:
            self._largest = min(self._largest, size - 1)
            self._kept = min(self._kept, size // 2)


def check_instructions(instructions: str) -> None:
    """Raise ConfigurationError for more of them than the service takes."""
    size = wire.size_of(instructions)
    check_that(
        size <= LARGEST_ITEM,
        f"instructions of {size / 2**20:.1f} MiB are more than the model takes, which is 15: "
        "shorten them.",
    )


def cut(item: wire.Item, kept: int) -> wire.Item:
    """Of the item, so many bytes of text, and nothing else that is large."""
    if item.output is not None:
        return replace(item, output=cut_text(item.output, kept))
    if item.arguments is not None:
        return replace(item, arguments=NO_ARGUMENTS)
    texts = sum(part.is_text for part in item.parts)
    return replace(item, content=tuple(cut_part(p, kept // max(texts, 1)) for p in item.parts))


def cut_part(part: wire.Part, kept: int) -> wire.Part:
    """Of a part, so many bytes of text; a note in place of anything else that is large."""
    if part.is_text:
        return replace(part, text=cut_text(part.text or "", kept))
    if len(part.audio or part.image_url or "") < SMALL_BYTES:
        return part
    what = "sound" if part.is_audio else "an image"
    return wire.Part(type="input_text", text=LEFT_OUT.format(what))


def cut_text(text: str, kept: int) -> str:
    """The text, or so many bytes of it, the mark included."""
    data = text.encode("utf-8", "replace")
    if len(data) <= kept:
        return text
    room = max(kept - len(CUT_MARK.encode()), 0)
    return data[:room].decode("utf-8", "ignore") + CUT_MARK
