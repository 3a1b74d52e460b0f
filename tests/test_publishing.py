"""What is shown in the room: in order, the newest of each, without holding anybody up."""

import asyncio

from antiphon.errors import RoomError
from antiphon.publishing import MAX_WAITING, Publisher
from antiphon.rooms.base import Caption


class Wall:
    """A room of which only what is shown in it matters."""

    def __init__(self, failures: int = 0, seconds: float = 0.0) -> None:
        self.states: list[str] = []
        self.captions: list[Caption] = []
        self._failures = failures
        self._seconds = seconds

    async def publish_state(self, state: str) -> None:
        await asyncio.sleep(self._seconds)
        self._maybe_fail()
        self.states.append(state)

    async def publish_caption(self, caption: Caption) -> None:
        await asyncio.sleep(self._seconds)
        self._maybe_fail()
        self.captions.append(caption)

    def _maybe_fail(self) -> None:
        if self._failures:
            self._failures -= 1
            raise RoomError("not now")


def caption(segment: str, text: str, *, final: bool = False) -> Caption:
    return Caption(segment_id=segment, text=text, final=final, speaker=None)


async def test_a_newer_state_replaces_one_that_waits() -> None:
    wall, publisher = Wall(), Publisher()
    publisher.show_state("thinking")
    publisher.show_state("speaking")
    await publisher.flush(wall)
    assert wall.states == ["speaking"]


async def test_segments_keep_their_order_and_their_newest_text() -> None:
    wall, publisher = Wall(), Publisher()
    publisher.show(caption("a", "one"))
    publisher.show(caption("b", "first"))
    publisher.show(caption("a", "one two", final=True))
    await publisher.flush(wall)
    assert wall.captions == [caption("a", "one two", final=True), caption("b", "first")]


async def test_a_caption_that_fails_is_tried_again_then_dropped_and_counted() -> None:
    wall, publisher = Wall(failures=2), Publisher()
    publisher.show(caption("a", "heard"))
    await publisher.flush(wall)
    assert wall.captions == [caption("a", "heard")]
    wall, publisher = Wall(failures=3), Publisher()
    publisher.show(caption("a", "lost"))
    publisher.show(caption("b", "kept"))
    await publisher.flush(wall)
    assert (wall.captions, publisher.dropped) == ([caption("b", "kept")], 1)


async def test_a_slow_room_does_not_pile_up_captions() -> None:
    publisher = Publisher()
    for n in range(MAX_WAITING + 10):
        publisher.show(caption(str(n), "words"))
    assert publisher.dropped == 10


async def test_it_shows_what_comes_while_it_runs() -> None:
    wall, publisher = Wall(seconds=0.1), Publisher()
    running = asyncio.create_task(publisher.run(wall))
    for state in ("listening", "thinking", "speaking"):
        publisher.show_state(state)
        await asyncio.sleep(1.0)
    running.cancel()
    assert wall.states == ["listening", "thinking", "speaking"]
