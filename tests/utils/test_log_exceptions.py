"""What a watched function raises is logged, and goes on."""

import functools
import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from antiphon.utils import log_exceptions


def test_a_plain_function(caplog: pytest.LogCaptureFixture) -> None:
    @log_exceptions()
    def divide(number: int) -> float:
        return 1 / number

    assert divide(2) == 0.5
    assert divide.__name__ == "divide"
    with pytest.raises(ZeroDivisionError):
        divide(0)
    (record,) = caplog.records
    assert record.getMessage() == "Error in divide"
    assert record.exc_info


async def test_an_async_function_with_a_message_and_a_logger(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @log_exceptions("while linking", logger=logging.getLogger("rooms"))
    async def link(name: str) -> str:
        return {"ann": "Ann"}[name]

    assert await link("ann") == "Ann"
    with pytest.raises(KeyError):
        await link("bob")
    (record,) = caplog.records
    assert (record.name, record.getMessage()) == ("rooms", "Error in link – while linking")


class Oven:
    def __call__(self, dish: str) -> str:
        raise OSError(f"{dish} is burnt")


class SlowOven:
    async def __call__(self, dish: str) -> str:
        raise OSError(f"{dish} is burnt")


def bake(temperature: int, dish: str) -> str:
    raise OSError(f"{dish} is burnt at {temperature}")


@pytest.mark.parametrize(
    ("oven", "name"), [(Oven(), "Oven"), (functools.partial(bake, 300), "bake")]
)
def test_what_can_be_called_and_has_no_name_of_its_own(
    caplog: pytest.LogCaptureFixture, oven: Oven, name: str
) -> None:
    with pytest.raises(OSError, match="bread is burnt"):
        log_exceptions()(oven)("bread")
    assert [record.getMessage() for record in caplog.records] == [f"Error in {name}"]


async def test_an_object_with_an_async_call(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(OSError, match="bread is burnt"):
        await log_exceptions()(SlowOven())("bread")
    assert [record.getMessage() for record in caplog.records] == ["Error in SlowOven"]


async def test_an_async_generator_fails_while_it_is_read(caplog: pytest.LogCaptureFixture) -> None:
    @log_exceptions()
    async def loaves() -> AsyncIterator[str]:
        yield "bread"
        raise OSError("the oven is cold")

    baked = []
    with pytest.raises(OSError, match="cold"):
        async for loaf in loaves():
            baked.append(loaf)  # noqa: PERF401 - what came before the error counts
    assert baked == ["bread"]
    assert [record.getMessage() for record in caplog.records] == ["Error in loaves"]


def test_a_generator_fails_while_it_is_read(caplog: pytest.LogCaptureFixture) -> None:
    @log_exceptions()
    def loaves() -> Iterator[str]:
        yield "bread"
        raise OSError("the oven is cold")

    baking = loaves()
    assert next(baking) == "bread"
    with pytest.raises(OSError, match="cold"):
        next(baking)
    assert [record.getMessage() for record in caplog.records] == ["Error in loaves"]
