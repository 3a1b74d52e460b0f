"""What a watched function raises is logged, and goes on."""

import logging

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
