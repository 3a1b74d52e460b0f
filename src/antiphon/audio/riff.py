"""The RIFF container of WAV files, and what its format chunk says."""

import struct
from dataclasses import dataclass

__all__ = ["Format", "NotWav", "WavParts", "parse_wav"]

CONTAINERS = (b"RIFF", b"RF64", b"BW64")
HEADER_BYTES = 12
FILE_SIZE_AT = 4
SIZE = struct.Struct("<I")
UNKNOWN_SIZE = 0xFFFFFFFF
"""Left by a writer that streams; others leave 0."""
CHUNK_HEADER = struct.Struct("<4sI")
LARGE_SIZES = struct.Struct("<QQ")
"""Of the file and of its samples, as RF64 has them."""

FORMAT = struct.Struct("<HHIIHH")
TAG = struct.Struct("<H")
EXTENSIBLE = 0xFFFE
EXTENSIBLE_TAG_AT = 24
"""Where the extensible format chunk names the format proper, in the first bytes of a GUID."""


class NotWav(ValueError):
    """The bytes are not those of a WAV file; says why."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """How samples are stored."""

    tag: int
    """The registered number of the format: 1 for PCM, 3 for IEEE float."""
    num_channels: int
    sample_rate: int
    bits: int
    """Per sample as stored: a multiple of 8, with a narrower sample at the upper end."""


@dataclass(frozen=True, kw_only=True)
class WavParts:
    """What a WAV file holds."""

    format: Format
    data: memoryview
    """The samples, as far as they go."""
    truncated: bool
    """Whether the header speaks of more, or does not know how many there are."""


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """One piece of the file: its name, its size by the header, and where its contents begin."""

    name: bytes
    size: int
    start: int


def parse_wav(content: memoryview) -> WavParts:
    """Find format and samples in the bytes of a WAV file; other chunks are passed over.

    Raises NotWav.
    """
    if bytes(content[:4]) not in CONTAINERS or bytes(content[8:HEADER_BYTES]) != b"WAVE":
        raise NotWav("it does not begin as one")
    found = chunks_up_to_data(content)
    if b"fmt " not in found:
        raise NotWav("it does not say how its samples are stored")
    if b"data" not in found:
        raise NotWav("it has no samples")
    size = data_size(content, found)
    data = content[found[b"data"].start :][:size]
    return WavParts(
        format=parse_format(body(content, found[b"fmt "])),
        data=data,
        truncated=size is None or len(data) < size,
    )


def chunks_up_to_data(content: memoryview) -> dict[bytes, Chunk]:
    """The chunks by name; the samples come last, since only they may lack their true size."""
    found: dict[bytes, Chunk] = {}
    position = HEADER_BYTES
    while b"data" not in found and position + CHUNK_HEADER.size <= len(content):
        name, size = CHUNK_HEADER.unpack_from(content, position)
        start = position + CHUNK_HEADER.size
        found[name] = Chunk(name=name, size=size, start=start)
        position = start + size + size % 2
    return found


def body(content: memoryview, chunk: Chunk) -> memoryview:
    return content[chunk.start : chunk.start + chunk.size]


def data_size(content: memoryview, found: dict[bytes, Chunk]) -> int | None:
    """How many bytes of samples the header speaks of, None if its writer never knew.

    An empty data chunk is believed where the header knows the size of the file.
    """
    size = found[b"data"].size
    (file_size,) = SIZE.unpack_from(content, FILE_SIZE_AT)
    if b"ds64" in found:
        size = large_size(body(content, found[b"ds64"])) or UNKNOWN_SIZE
    if size == 0 and file_size + FILE_SIZE_AT + SIZE.size == len(content):
        return 0
    return None if size in (0, UNKNOWN_SIZE) else size


def large_size(chunk: memoryview) -> int:
    """The size of the samples in an RF64 file, which may be beyond 4 GiB; 0 where it is missing."""
    return LARGE_SIZES.unpack_from(chunk)[1] if len(chunk) >= LARGE_SIZES.size else 0


def parse_format(chunk: memoryview) -> Format:
    """Read a format chunk, extensible or not. Raises NotWav."""
    if len(chunk) < FORMAT.size:
        raise NotWav("it does not say how its samples are stored")
    tag, num_channels, sample_rate, _, _, bits = FORMAT.unpack_from(chunk)
    if tag == EXTENSIBLE and len(chunk) >= EXTENSIBLE_TAG_AT + TAG.size:
        (tag,) = TAG.unpack_from(chunk, EXTENSIBLE_TAG_AT)
    if not num_channels or not sample_rate:
        raise NotWav(f"it claims {num_channels} channels at {sample_rate} Hz")
    stored_bits = (bits + 7) // 8 * 8
    return Format(tag=tag, num_channels=num_channels, sample_rate=sample_rate, bits=stored_bits)
