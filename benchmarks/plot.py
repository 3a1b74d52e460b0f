"""A small plot as SVG: curves of points that have names."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Curve", "Mark", "plotted"]

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 56, 48, 56
STEPS = 5
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#57606a}.title{font-weight:600;fill:#24292f}"
    "line{stroke:#d0d7de}polyline{fill:none;stroke-width:2}@media(prefers-color-scheme:dark){"
    "text{fill:#9198a1}.title{fill:#f0f6fc}line{stroke:#3d444d}}"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its name."""

    x: float
    y: float
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """Points that belong together."""

    name: str
    color: str
    marks: Sequence[Mark]


def plotted(title: str, x_name: str, y_name: str, curves: Sequence[Curve]) -> str:
    """The curves as an SVG document; both axes begin at 0."""
    most_x = rounded_up(max(mark.x for curve in curves for mark in curve.marks))
    most_y = rounded_up(max(mark.y for curve in curves for mark in curve.marks))
    place = Place(most_x, most_y)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{title}</title><style>{STYLE}</style>",
        text(WIDTH / 2, 20, title, "middle", "title"),
        text(WIDTH / 2, HEIGHT - 12, x_name, "middle"),
        text(LEFT, TOP - 10, y_name, "start"),
        *axes(place),
        *(part for number, curve in enumerate(curves) for part in drawn(curve, number, place)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point is on the page."""

    most_x: float
    most_y: float

    def x(self, value: float) -> float:
        return LEFT + value / self.most_x * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - value / self.most_y * (HEIGHT - TOP - BOTTOM)


def axes(place: Place) -> list[str]:
    """A grid with its numbers."""
    parts = []
    for step in range(STEPS + 1):
        x, y = place.most_x * step / STEPS, place.most_y * step / STEPS
        parts += [
            line(place.x(x), TOP, place.x(x), HEIGHT - BOTTOM),
            text(place.x(x), HEIGHT - BOTTOM + 18, f"{x:g}", "middle"),
            line(LEFT, place.y(y), WIDTH - RIGHT, place.y(y)),
            text(LEFT - 8, place.y(y) + 4, f"{y:g}", "end"),
        ]
    return parts


def drawn(curve: Curve, number: int, place: Place) -> list[str]:
    """The curve, the names of its points, and its own."""
    at = [(place.x(mark.x), place.y(mark.y), mark.name) for mark in curve.marks]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in at)
    y = TOP + 16 + 20 * number
    return [
        f'<polyline points="{points}" stroke="{curve.color}"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{curve.color}"/>' for x, y, _ in at),
        *(text(x + 7, y - 7, name, "start") for x, y, name in at),
        f'<circle cx="{WIDTH - RIGHT - 190}" cy="{y - 4}" r="4" fill="{curve.color}"/>',
        text(WIDTH - RIGHT - 180, y, curve.name, "start"),
    ]


def rounded_up(value: float) -> float:
    """The next number that is so many round steps."""
    step = max(value, 1.0) / STEPS
    unit = 10.0 ** math.floor(math.log10(step))
    return STEPS * next(unit * n for n in (1, 2, 5, 10) if unit * n >= step)


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def text(x: float, y: float, content: str, anchor: str, kind: str = "label") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{content}</text>'
