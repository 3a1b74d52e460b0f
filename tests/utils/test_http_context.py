"""One HTTP session for all that a job does, made when it is needed and closed with the job."""

import asyncio
import subprocess
import sys

import pytest

from antiphon.utils import http_context


async def test_outside_a_job_the_error_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match=r"make an aiohttp\.ClientSession and pass it"):
        http_context.http_session()


async def test_a_job_and_its_tasks_share_one_session_that_ends_with_it() -> None:
    async def plugin() -> object:
        return http_context.http_session()

    async with http_context.job_session():
        session = http_context.http_session()
        assert await asyncio.create_task(plugin()) is session
    assert session.closed
    with pytest.raises(RuntimeError, match="outside a job"):
        http_context.http_session()


async def test_each_job_has_a_session_of_its_own() -> None:
    async def job() -> object:
        async with http_context.job_session():
            await asyncio.sleep(1)
            return http_context.http_session()

    assert len(set(await asyncio.gather(job(), job()))) == 2


async def test_a_job_that_needs_no_session_makes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aiohttp.ClientSession", None)
    async with http_context.job_session():
        pass


async def test_the_session_is_closed_when_the_job_fails() -> None:
    with pytest.raises(ZeroDivisionError):
        async with http_context.job_session():
            session = http_context.http_session()
            raise ZeroDivisionError
    assert session.closed


@pytest.mark.parametrize("module", ["utils", "plugins.openai", "plugins.google", "llm", "tokenize"])
def test_the_http_client_and_the_dictionaries_are_loaded_only_when_they_are_used(
    module: str,
) -> None:
    program = (
        f"import sys, antiphon.{module}\n"
        "assert not {'aiohttp', 'msgspec', 'icu4py'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
