"""Fault 12, told at several sessions: a service that is ill is not called by all of them."""

import asyncio

import pytest

from antiphon.core import messages as m
from antiphon.errors import ModelConnectionError
from antiphon.plugins.openai.realtime import RealtimeModel
from antiphon.realtime import ModelEvent
from antiphon.testing.fake_openai import FakeOpenAI
from tests.plugins.openai.realtime.stage import KEY

SESSIONS = 10


class Crowd:
    """Sessions with one service, each run as an agent runs it, and what they were told."""

    def __init__(self, service: FakeOpenAI) -> None:
        self.service = service
        self.model = RealtimeModel(api_key=KEY, dialer=service.dialer())
        self.told: list[list[ModelEvent]] = [[] for _ in range(SESSIONS)]
        self.running = [asyncio.create_task(self._run(told)) for told in self.told]

    async def connected(self) -> None:
        """All of them are, for a while."""
        await self.service.connected(SESSIONS)
        await asyncio.sleep(30.0)

    def lose(self) -> None:
        """All lines break."""
        for line in self.service.sessions:
            line.abort()

    @property
    def waits(self) -> list[list[float | None]]:
        """What each was told of when it calls again."""
        lost = [[e for e in told if isinstance(e, m.ModelLost)] for told in self.told]
        return [[event.retry_in for event in events[1:]] for events in lost]

    async def leave(self) -> None:
        """All of them go."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)
        await self.model.aclose()

    async def _run(self, told: list[ModelEvent]) -> None:
        session = self.model.session()
        session.take_over()
        await session.run(told.append)


@pytest.mark.parametrize("status", [500, 502, 503, 529, None])
async def test_fault_12_sessions_do_not_all_call_a_service_that_is_ill(status: int | None) -> None:
    service = FakeOpenAI()
    crowd = Crowd(service)
    await crowd.connected()
    service.refuse_dials(status, times=10_000)
    crowd.lose()
    ends = await asyncio.gather(*crowd.running, return_exceptions=True)
    assert all(isinstance(end, ModelConnectionError) for end in ends)
    assert len(service.dials) - SESSIONS < 60  # each by itself: twenty and more, 200 together
    assert all(wait is not None for waits in crowd.waits for wait in waits)
    assert all(waits for waits in crowd.waits)
    await crowd.leave()


async def test_fault_12_when_it_is_well_again_they_are_all_back_soon() -> None:
    service = FakeOpenAI()
    crowd = Crowd(service)
    await crowd.connected()
    service.refuse_dials(503, times=16)
    crowd.lose()
    await service.connected(SESSIONS + 1)
    well = asyncio.get_running_loop().time()
    await service.connected(2 * SESSIONS)
    assert asyncio.get_running_loop().time() - well < 6.0
    await asyncio.sleep(1.0)
    restored = [sum(isinstance(e, m.ModelRestored) for e in told) for told in crowd.told]
    assert restored == [1] * SESSIONS
    await crowd.leave()
