"""Calls between the participants of a local room."""

import asyncio

import pytest

from antiphon.rooms import LocalRoom
from antiphon.rooms.local import RpcError, RpcInvocationData
from tests.rooms.local_kit import join


async def call(room: LocalRoom, method: str, payload: str = "", *, to: str = "bob") -> str:
    return await room.local_participant.perform_rpc(
        destination_identity=to, method=method, payload=payload, response_timeout=5.0
    )


async def test_a_method_is_given_the_call_and_its_answer_comes_back() -> None:
    ann, bob = await join("ann"), await join("bob")
    calls: list[RpcInvocationData] = []

    def greet(data: RpcInvocationData) -> str:
        calls.append(data)
        return f"Hello, {data.payload}!"

    bob.local_participant.register_rpc_method("greet", greet)
    assert await call(ann, "greet", "Ann") == "Hello, Ann!"
    (data,) = calls
    assert (data.caller_identity, data.method, data.response_timeout) == ("ann", "greet", 5.0)


async def test_a_method_may_take_its_time_and_need_not_answer() -> None:
    ann, bob = await join("ann"), await join("bob")

    async def slow(data: RpcInvocationData) -> None:
        await asyncio.sleep(1.0)

    bob.local_participant.register_rpc_method("slow", slow)
    assert await call(ann, "slow") == ""


async def test_what_a_method_raises_is_raised_where_it_was_called() -> None:
    ann, bob = await join("ann"), await join("bob")

    def refuse(data: RpcInvocationData) -> str:
        raise RpcError(4001, "not today")

    bob.local_participant.register_rpc_method("refuse", refuse)
    with pytest.raises(RpcError, match="not today") as refused:
        await call(ann, "refuse")
    assert refused.value.code == 4001


async def test_a_method_that_fails_tells_its_own_log_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ann, bob = await join("ann"), await join("bob")

    def fail(data: RpcInvocationData) -> str:
        raise ValueError("a secret")

    bob.local_participant.register_rpc_method("fail", fail)
    with pytest.raises(RpcError, match="^Application error$") as failed:
        await call(ann, "fail")
    assert failed.value.code == RpcError.ErrorCode.APPLICATION_ERROR
    assert "the method fail failed" in caplog.text


async def test_a_method_that_is_not_there_or_no_longer() -> None:
    ann, bob = await join("ann"), await join("bob")
    bob.local_participant.register_rpc_method("greet", lambda _: "Hello!")
    bob.local_participant.unregister_rpc_method("greet")
    bob.local_participant.unregister_rpc_method("greet")
    with pytest.raises(RpcError) as missing:
        await call(ann, "greet")
    assert missing.value.code == RpcError.ErrorCode.UNSUPPORTED_METHOD


async def test_somebody_who_does_not_answer_is_waited_for_so_long() -> None:
    ann, bob = await join("ann"), await join("bob")

    async def sleep_in(data: RpcInvocationData) -> None:
        await asyncio.sleep(60.0)

    bob.local_participant.register_rpc_method("wake", sleep_in)
    for to in ("bob", "nobody"):
        with pytest.raises(RpcError) as silent:
            await call(ann, "wake", to=to)
        assert silent.value.code == RpcError.ErrorCode.RESPONSE_TIMEOUT
    await bob.disconnect()
    await asyncio.sleep(60.0)
