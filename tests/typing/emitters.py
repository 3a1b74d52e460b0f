"""Emitters and channels of one's own, with their types."""

# pyright: reportUnnecessaryTypeIgnoreComment=true
from typing import Literal, TypeAlias, assert_type

from antiphon import utils
from antiphon.utils import aio

Events: TypeAlias = Literal["opened", "closed"]


class Door(utils.EventEmitter[Events]):
    def slam(self) -> None:
        self.emit("closed", "loudly")
        self.emit("slammed")  # type: ignore[arg-type]


def watch(door: Door) -> None:
    @door.on("closed")
    def closed(how: str) -> int:
        return len(how)

    assert_type(closed("softly"), int)
    door.once("opened", closed)
    door.on("broken", closed)  # type: ignore[call-overload]


async def channels_carry_one_type() -> None:
    channel: aio.Chan[int] = aio.Chan(maxsize=2)
    channel.send_nowait(1)
    channel.send_nowait("two")  # type: ignore[arg-type]
    assert_type(await channel.recv(), int)
    async for number in channel:
        assert_type(number, int)


def changes_keep_the_type() -> None:
    changes = utils.compute_changes(["a"], ["b"], key_fnc=hash)
    assert_type(changes.to_add, list[tuple[str | None, str]])


def given(value: utils.NotGivenOr[int | None] = utils.NOT_GIVEN) -> None:
    if utils.is_given(value):
        assert_type(value, int | None)


@utils.log_exceptions(msg="that is odd")
async def decorated(number: int) -> str:
    return str(number)


async def decorators_keep_signatures() -> None:
    assert_type(await decorated(1), str)
    await decorated("one")  # type: ignore[arg-type]
