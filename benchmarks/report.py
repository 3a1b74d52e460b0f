"""The report: a table for the terminal, a page for the documentation."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from benchmarks.figure import Figure

__all__ = ["as_markdown", "as_table"]

INTRODUCTION = (
    "Written by `make bench`, or by `make bench PART=…` for a part alone. It says what was "
    "measured once, on the machine named here, and no more: the cores are shared with other work, "
    "the voices are synthetic, and no network is in between; the room is the embedded one where no "
    "other is named. Figures on virtual time do not depend on how fast the machine is; those in "
    "real time and those of processor time do."
)


def as_table(figures: Sequence[Figure]) -> Table:
    """What was measured, for people at a terminal."""
    table = Table("Figure", "Measured", "Target", title="Benchmarks", title_justify="left")
    for figure in figures:
        table.add_row(figure.name.replace("`", ""), figure.measured, figure.target or "–")
    return table


def as_markdown(figures: Sequence[Figure], machine: Mapping[str, str]) -> str:
    """The same with the machine, and how each figure was come by."""
    sections = [
        "# Benchmarks",
        INTRODUCTION,
        rows(("Machine", ""), list(machine.items())),
        rows(
            ("Figure", "Measured", "Target", "On"),
            [(one.name, one.measured, one.target or "–", one.date) for one in figures],
        ),
        "## How",
        *(f"**{figure.name}.** {figure.how}" for figure in figures),
    ]
    return "\n\n".join(sections) + "\n"


def rows(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    ruler = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ruler, *lines))
