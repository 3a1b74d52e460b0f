"""Arguments that were not given, where None is a value."""

from typing import Final, TypeAlias, TypeGuard, TypeVar, final

__all__ = ["NOT_GIVEN", "NotGiven", "NotGivenOr", "is_given"]

T = TypeVar("T")


@final
class NotGiven:
    """The type of `NOT_GIVEN`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final = NotGiven()
"""The default of an argument for which None means something."""

NotGivenOr: TypeAlias = T | NotGiven


def is_given(value: NotGivenOr[T]) -> TypeGuard[T]:
    """Whether the caller gave it."""
    return not isinstance(value, NotGiven)
