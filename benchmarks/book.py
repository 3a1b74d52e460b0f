"""The figures that were measured, part by part: a part is measured anew without the others."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Self

from antiphon import clock
from benchmarks.figure import Figure
from benchmarks.machine import describe_machine
from benchmarks.parts import PARTS
from benchmarks.report import as_markdown

__all__ = ["Book"]

PATH = Path(__file__).with_name("figures.json")


class Book:
    """What was measured last of each part, and on which day."""

    def __init__(self, path: Path, parts: dict[str, list[Figure]]) -> None:
        self._path = path
        self._parts = parts

    @classmethod
    def open(cls, path: Path = PATH) -> Self:
        """What `keep` left at `path`; nothing, if it was not there."""
        if not path.exists():
            return cls(path, {})
        kept = json.loads(path.read_text(encoding="utf-8"))
        parts = {part: [Figure(**one) for one in figures] for part, figures in kept.items()}
        return cls(path, parts)

    def keep(self, measured: Mapping[str, list[Figure]]) -> Self:
        """Put these in the place of what there was of their parts."""
        today = clock.local_time().date().isoformat()
        for part, figures in measured.items():
            self._parts[part] = [replace(figure, date=today) for figure in figures]
        kept = {part: [asdict(one) for one in figures] for part, figures in self._parts.items()}
        text = json.dumps(kept, indent=1, ensure_ascii=False)
        self._path.write_text(f"{text}\n", encoding="utf-8")
        return self

    def write(self, report: Path) -> None:
        """Write the report of all parts."""
        figures = [figure for part in PARTS for figure in self._parts.get(part, [])]
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(as_markdown(figures, describe_machine()), encoding="utf-8")
