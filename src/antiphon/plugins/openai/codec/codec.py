"""The codec of one connection: bytes to events, events to bytes, and no I/O."""

from collections import Counter
from collections.abc import Callable
from types import MappingProxyType
from typing import Literal, TypeAlias

from antiphon.plugins.openai.codec.beta import encode as encode_beta
from antiphon.plugins.openai.codec.client_events import ClientEvent
from antiphon.plugins.openai.codec.ga import encode as encode_ga
from antiphon.plugins.openai.codec.reading import Reader
from antiphon.plugins.openai.codec.server_events import ServerEvent

__all__ = ["Codec", "Dialect", "codec_for"]

Dialect: TypeAlias = Literal["ga", "beta"]
Encode: TypeAlias = Callable[[ClientEvent], bytes]

ENCODERS: MappingProxyType[Dialect, Encode] = MappingProxyType(
    {"ga": encode_ga, "beta": encode_beta}
)


class Codec:
    """What is said on one connection; make one with `codec_for`.

    Both dialects are read alike; they differ in what is written.
    """

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._reader = Reader()

    def encode(self, event: ClientEvent) -> bytes:
        """The event on the wire, as UTF-8; what the dialect has no words for is left out."""
        return self._encode(event)

    def decode(self, data: bytes | str) -> ServerEvent | None:
        """The event, or None where it is unknown or malformed; raises nothing, whatever comes.

        A field that is missing, null or of another kind than documented has its default; where it
        has none, the message is malformed.
        """
        return self._reader.read(data)

    @property
    def unknown(self) -> Counter[str]:
        """What is new to us: events by type, and `type: field` of the first event of a type.

        At most 64 names; all others are counted as "…".
        """
        return self._reader.unknown

    @property
    def malformed(self) -> int:
        """Messages that make no sense."""
        return self._reader.malformed

    @property
    def mended(self) -> int:
        """Events given out although something in them could not be read, like invalid base64."""
        return self._reader.mended


def codec_for(dialect: Dialect) -> Codec:
    """A codec for one connection."""
    return Codec(ENCODERS[dialect])
