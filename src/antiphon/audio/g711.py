"""The two codes of telephony, µ-law and A-law: 8 bit for a sample, as ITU-T G.711 has them."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["decode_alaw", "decode_ulaw", "encode_alaw", "encode_ulaw"]

Table: TypeAlias = npt.NDArray[np.int16]
Nearest: TypeAlias = tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]

SIGN = 0x80
STEPS = 16
"""In each segment; from segment to segment they double."""
OUTER = 2 * STEPS + 1
"""The lowest level of a segment, in half steps of that segment: the middle of its first step."""
ULAW_INVERTED = 0xFF
ALAW_INVERTED = 0x55
"""The bits that are sent inverted."""
ULAW_SCALE, ALAW_SCALE = 4, 8
"""From the 14 and 13 bit of the standard to 16."""


def decode_ulaw(data: memoryview) -> Table:
    """The samples that the bytes of µ-law stand for."""
    return ULAW[np.frombuffer(data, np.uint8)]


def decode_alaw(data: memoryview) -> Table:
    """The samples that the bytes of A-law stand for."""
    return ALAW[np.frombuffer(data, np.uint8)]


def ulaw_table() -> Table:
    """By code (G.711, table 2): the segments begin at 0 once 33 is taken away."""
    codes = np.arange(256) ^ ULAW_INVERTED
    segment, step = segment_and_step(codes)
    magnitude = ((2 * step + OUTER) << segment) - OUTER
    return (np.where(codes & SIGN, -magnitude, magnitude) * ULAW_SCALE).astype(np.int16)


def alaw_table() -> Table:
    """By code (G.711, table 1): the first two segments have steps of one size."""
    codes = np.arange(256) ^ ALAW_INVERTED
    segment, step = segment_and_step(codes)
    inner = 2 * step + 1
    outer = (2 * step + OUTER) << np.maximum(segment - 1, 0)
    magnitude = np.where(segment == 0, inner, outer)
    return (np.where(codes & SIGN, magnitude, -magnitude) * ALAW_SCALE).astype(np.int16)


def segment_and_step(codes: npt.NDArray[np.int_]) -> tuple[npt.NDArray[np.int_], ...]:
    return codes >> 4 & 0x07, codes & 0x0F


ULAW = ulaw_table()
ALAW = alaw_table()


def encode_ulaw(samples: npt.NDArray[np.int16]) -> bytes:
    """The µ-law bytes whose levels are nearest to the samples."""
    return codes(ULAW_NEAREST, samples)


def encode_alaw(samples: npt.NDArray[np.int16]) -> bytes:
    """The A-law bytes whose levels are nearest to the samples."""
    return codes(ALAW_NEAREST, samples)


def nearest(table: Table) -> Nearest:
    """The levels in order, each with its code, and the bounds half way between them."""
    order = np.argsort(table, kind="stable").astype(np.uint8)
    levels = table[order].astype(np.int32)
    return (levels[1:] + levels[:-1]) / 2, order


def codes(table: Nearest, samples: npt.NDArray[np.int16]) -> bytes:
    bounds, order = table
    return order[np.searchsorted(bounds, samples, side="right")].tobytes()


ULAW_NEAREST = nearest(ULAW)
ALAW_NEAREST = nearest(ALAW)
