"""What is remembered of things that come one after the other, without end: the latest of them."""

from collections.abc import Callable

__all__ = ["Latest"]


class Latest:
    """The last so many ids; one that comes again is the latest again."""

    def __init__(self, longest: int, forgotten: Callable[[str], None] | None = None) -> None:
        """`forgotten` is told of each that is remembered no longer."""
        self._longest = longest
        self._forgotten = forgotten
        self._ids: dict[str, None] = {}

    def __contains__(self, id: object) -> bool:
        return id in self._ids

    def add(self, id: str) -> None:
        """Remember this one, and forget the oldest if that is one too many."""
        self._ids.pop(id, None)
        self._ids[id] = None
        if len(self._ids) > self._longest:
            oldest = next(iter(self._ids))
            del self._ids[oldest]
            if self._forgotten is not None:
                self._forgotten(oldest)

    def discard(self, id: str) -> None:
        """Forget that one; no harm if it is not remembered."""
        self._ids.pop(id, None)

    def clear(self) -> None:
        """Forget all of them."""
        self._ids.clear()
