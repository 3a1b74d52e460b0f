"""The tool of the demo: made-up opening hours of a made-up town."""

from typing import Literal, TypeAlias

from antiphon.llm import FunctionContext, ai_callable

__all__ = ["TownGuide"]

Place: TypeAlias = Literal["library", "museum", "swimming pool"]
Day: TypeAlias = Literal[
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
]

WEEKDAYS = {
    "library": "from nine to seven",
    "museum": "from ten to five",
    "swimming pool": "from seven in the morning until nine in the evening",
}
WEEKENDS = {
    "library": "from eleven to four",
    "museum": "from ten to six",
    "swimming pool": "from eight to eight",
}


class TownGuide(FunctionContext):
    """What a visitor may want to know."""

    @ai_callable()
    def when_open(self, place: Place, day: Day) -> str:
        """When a public place in town is open."""
        hours = WEEKENDS if day in ("Saturday", "Sunday") else WEEKDAYS
        return f"On {day}, the {place} is open {hours[place]}."
