"""A figure: what was measured, against what was wanted, and how it was come by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

__all__ = ["Advance", "Figure", "percentile"]

Advance: TypeAlias = Callable[[], None]
"""Called each time that a step of a long run is done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of the report."""

    name: str
    measured: str
    target: str = ""
    """Empty where the figure is only watched."""
    how: str
    """What was done, in a sentence or two: under which conditions the figure holds."""
    date: str = ""
    """The day on which it was measured; empty before it is kept."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` percent of `values` do not exceed; NaN of none."""
    return float(np.percentile(values, share)) if values else float("nan")
