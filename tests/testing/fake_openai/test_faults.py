"""What goes wrong on the line, as told: on virtual time, over the line in memory."""

import asyncio
import json
import math

import pytest

from antiphon.clock import now
from antiphon.errors import ModelConnectionError, ModelProtocolError, ModelRefused
from antiphon.plugins.wire import ConnectionLost, Endpoint
from antiphon.testing.fake_openai import (
    Abort,
    Answer,
    Close,
    FakeOpenAI,
    GoSilent,
    NeverEnds,
    Options,
    Rewrite,
    Withhold,
)
from tests.testing.fake_openai.client import KEY, URL, Client, calling, user_says

ENDPOINT = Endpoint(url=URL, headers=KEY)


async def lost(client: Client) -> ConnectionLost:
    """How the connection ended, all events before heard."""
    try:
        while True:
            await client.hear()
    except ConnectionLost as error:
        return error


# -- the connection --------------------------------------------------------------------------------


async def test_the_line_breaks_in_the_middle_of_an_answer() -> None:
    service = FakeOpenAI([Answer("A long story.", 10.0)])
    service.after("response.output_audio.delta", Abort(), nth=3)
    async with calling(service) as client:
        await client.say("response.create")
        error = await lost(client)
        with pytest.raises(ConnectionLost):
            await client.say("response.create")
    assert error.code is None
    assert len(client.of("response.output_audio.delta")) == 3
    assert not client.connection.is_open


async def test_the_line_breaks_before_an_item_is_acknowledged() -> None:
    service = FakeOpenAI()
    service.before("conversation.item.added", Abort())
    async with calling(service) as client:
        await client.say("conversation.item.create", item=user_says("Hi", "u1"))
        await lost(client)
    assert client.types()[-1] == "session.created"
    assert [item["id"] for item in client.connection.conversation] == ["u1"]


async def test_the_line_breaks_before_an_item_is_taken() -> None:
    service = FakeOpenAI()
    service.upon("conversation.item.create", Abort())
    async with calling(service) as client:
        await client.say("conversation.item.create", item=user_says("Hi", "u1"))
        await lost(client)
    assert client.connection.types_received() == ["conversation.item.create"]
    assert client.connection.conversation == []


async def test_a_fault_happens_once_and_the_next_connection_is_sound() -> None:
    service = FakeOpenAI([Answer("Hi.", 0.1), Answer("Hi.", 0.1)])
    service.after("response.created", Abort())
    async with calling(service) as client:
        await client.say("response.create")
        await lost(client)
    async with calling(service) as client:
        await client.ask("response.create", "response.done")
    assert client.connection is await service.connected(2)


async def test_the_service_closes_with_a_code_and_a_reason() -> None:
    service = FakeOpenAI()
    service.upon("response.create", Close(1011, "keepalive ping timeout"))
    async with calling(service) as client:
        await client.say("response.create")
        error = await lost(client)
    assert (error.code, error.reason) == (1011, "keepalive ping timeout")
    assert "keepalive" in str(error)


async def test_a_session_that_never_expires_says_so() -> None:
    async with calling(FakeOpenAI(options=Options(session_seconds=math.inf))) as client:
        assert client.heard[0]["session"]["expires_at"] is None
        assert client.connection.session.next_due is None


async def test_a_session_expires_with_an_error_and_a_close() -> None:
    options = Options(session_seconds=60.0)
    async with calling(FakeOpenAI(latency=0.0, options=options)) as client:
        error = await lost(client)
        assert now() == 60.0
    assert client.of("error")[0]["error"]["code"] == "session_expired"
    assert error.code == 1001
    assert error.reason == "Your session hit the maximum duration of 60 minutes."


async def test_or_it_expires_when_it_is_told_to() -> None:
    async with calling(FakeOpenAI()) as client:
        client.connection.expire()
        error = await lost(client)
    assert error.code == 1001


async def test_a_half_open_line_takes_nothing_and_says_nothing() -> None:
    service = FakeOpenAI([Answer("A long story.", 10.0)], latency=0.0)
    async with calling(service) as client:
        await client.ask("response.create", "response.output_audio.delta")
        client.connection.go_silent()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(600):
                await client.hear()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(600):
                await client.speak(10.0)
        begun = now()
    assert now() - begun == 0.5  # the time that closing may take
    assert client.connection.close_code is None


async def test_a_line_that_goes_on_says_and_hears_what_is_overdue() -> None:
    service = FakeOpenAI([Answer("Hi.", 0.3)])
    service.after("response.created", GoSilent())
    async with calling(service) as client:
        await client.ask("response.create", "response.created")
        await client.say("conversation.item.create", item=user_says("Hi", "u1"))
        await asyncio.sleep(60)
        assert client.connection.conversation == []
        client.connection.go_on()
        await client.until("response.done")
        await client.until("conversation.item.done")


async def test_an_event_that_is_held_back_by_silence_comes_first_and_counts_once() -> None:
    service = FakeOpenAI([Answer("Hi.", 0.3)])
    service.before("response.output_audio.delta", GoSilent(), nth=2)
    service.after("response.output_audio.delta", Abort(), nth=3)
    async with calling(service) as client:
        await client.ask("response.create", "response.output_audio.delta")
        await asyncio.sleep(60)
        client.connection.go_on()
        await lost(client)
    assert len(client.of("response.output_audio.delta")) == 3


async def test_a_message_that_silences_the_service_is_heard_when_it_goes_on() -> None:
    service = FakeOpenAI()
    service.upon("conversation.item.create", GoSilent())
    async with calling(service) as client:
        await client.say("conversation.item.create", item=user_says("Hi", "u1"))
        await asyncio.sleep(60)
        assert client.connection.conversation == []
        client.connection.go_on()
        await client.until("conversation.item.done")
        assert client.connection.types_received() == ["conversation.item.create"]


async def test_a_close_that_is_never_answered_takes_half_a_second() -> None:
    service = FakeOpenAI(latency=0.0)
    service.answers_close = False
    line = await service.dialer().dial(ENDPOINT)
    await line.aclose()
    assert now() == 0.5
    assert service.sessions[0].close_code == 1000


async def test_a_client_closes_in_good_order_and_twice() -> None:
    service = FakeOpenAI(latency=0.01)
    line = await service.dialer().dial(ENDPOINT)
    await line.aclose()
    await line.aclose()
    line.abort()
    with pytest.raises(ConnectionLost):
        while True:
            await line.receive()
    assert service.sessions[0].close_code == 1000


async def test_a_client_drops_the_line() -> None:
    service = FakeOpenAI(latency=0.01)
    line = await service.dialer().dial(ENDPOINT)
    line.abort()
    with pytest.raises(ConnectionLost):
        await line.receive()
    await service.sessions[0].closed()
    assert service.sessions[0].close_code is None


async def test_a_client_that_does_not_read_is_dropped() -> None:
    service = FakeOpenAI()
    line = await service.dialer().dial(ENDPOINT)
    connection = service.sessions[0]
    megabyte = "x" * 1024 * 1024
    while connection.is_open:
        connection.send_raw(megabyte)
        await asyncio.sleep(0.1)
    with pytest.raises(ConnectionLost):
        while True:
            await line.receive()


async def test_a_message_that_is_too_big_closes_the_line() -> None:
    async with calling(FakeOpenAI()) as client:
        await client.say("input_audio_buffer.clear", padding="x" * 16 * 1024 * 1024)
        error = await lost(client)
    assert error.code == 1009


async def test_what_a_client_says_after_the_close_is_not_heard() -> None:
    async with calling(FakeOpenAI()) as client:
        client.connection.close(1000)
        client.connection.abort()
        await client.say("input_audio_buffer.clear")
        await lost(client)
        await asyncio.sleep(1)
    assert client.connection.received == []


async def test_a_line_has_its_latency_both_ways() -> None:
    service = FakeOpenAI([Answer("Hi.")], latency=0.25, options=Options(thinking=0.0))
    async with calling(service) as client:
        begun = now()
        await client.ask("response.create", "response.created")
        assert now() - begun == 0.5


# -- the dial --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_dial_is_refused_for_good(status: int) -> None:
    service = FakeOpenAI()
    service.refuse_dials(status)
    with pytest.raises(ModelRefused, match=str(status)):
        await service.dialer().dial(ENDPOINT)
    assert (len(service.dials), len(service.sessions)) == (1, 0)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529, None])
async def test_a_dial_is_refused_for_now(status: int | None) -> None:
    service = FakeOpenAI()
    service.refuse_dials(status, {"Retry-After": "3"}, times=2)
    for _ in range(2):
        with pytest.raises(ModelConnectionError) as refused:
            await service.dialer().dial(ENDPOINT)
        assert refused.value.retry_after == (3.0 if status else None)
    await (await service.dialer().dial(ENDPOINT)).aclose()


async def test_a_date_to_retry_after_counts_from_now() -> None:
    service = FakeOpenAI()
    service.refuse_dials(503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    with pytest.raises(ModelConnectionError) as refused:
        await service.dialer().dial(ENDPOINT)
    assert refused.value.retry_after == 0.0


@pytest.mark.parametrize("status", [200, 302])
async def test_a_dial_is_answered_by_something_else(status: int) -> None:
    service = FakeOpenAI()
    service.refuse_dials(status)
    with pytest.raises(ModelProtocolError):
        await service.dialer().dial(ENDPOINT)


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (URL, {}),
        (URL, {"Authorization": "Bearer wrong"}),
        (URL, {"api-key": "wrong"}),
        (URL.replace("v1", "v2"), {"Authorization": "Bearer right"}),
    ],
)
async def test_who_has_no_key_or_no_address_is_refused(url: str, headers: dict[str, str]) -> None:
    with pytest.raises(ModelRefused):
        await FakeOpenAI(api_key="right").dialer().dial(Endpoint(url=url, headers=headers))


async def test_a_dial_is_on_record() -> None:
    service = FakeOpenAI(api_key="right")
    url = "wss://me.openai.azure.com/openai/v1/realtime?model=voice"
    async with calling(service, url, {"Api-Key": "right"}) as client:
        dial = client.connection.dial
    assert (dial.path, dial.query) == ("/openai/v1/realtime", {"model": "voice"})
    assert dial.headers == {"api-key": "right"}


# -- the protocol ----------------------------------------------------------------------------------


async def test_an_acknowledgement_is_withheld() -> None:
    service = FakeOpenAI()
    service.before("conversation.item.deleted", Withhold())
    async with calling(service) as client:
        for item_id in ("u1", "u2"):
            item = user_says("Hi", item_id)
            await client.ask("conversation.item.create", "conversation.item.done", item=item)
        for item_id in ("u1", "u2"):
            await client.say("conversation.item.delete", item_id=item_id)
        deleted = await client.until("conversation.item.deleted")
    assert deleted["item_id"] == "u2"
    assert client.connection.conversation == []


async def test_every_event_of_a_type_is_withheld() -> None:
    service = FakeOpenAI([Answer("Hi.", 1.0)])
    service.before("response.output_audio.delta", Withhold(), nth=2, times=math.inf)
    async with calling(service) as client:
        await client.ask("response.create", "response.done")
    assert len(client.of("response.output_audio.delta")) == 1


async def test_events_come_twice_or_as_junk() -> None:
    service = FakeOpenAI()
    service.before("conversation.item.added", Rewrite(lambda event: [event, event]))
    service.before("conversation.item.done", Rewrite(lambda _: ["{", b"\xff\xfe", '{"type": 3}']))
    async with calling(service) as client:
        await client.say("conversation.item.create", item=user_says("Hi", "u1"))
        first, second = await client.hear(), await client.hear()
        junk = [await client.line.receive() for _ in range(3)]
    assert first == second
    assert junk == [b"{", b"\xff\xfe", b'{"type": 3}']


async def test_only_what_is_not_yet_sent_can_be_withheld_or_rewritten() -> None:
    for action in (Withhold(), Rewrite(lambda _: [])):
        with pytest.raises(ValueError, match="before"):
            FakeOpenAI().after("response.done", action)
        with pytest.raises(ValueError, match="before"):
            FakeOpenAI().upon("response.create", action)


async def test_any_event_will_do() -> None:
    service = FakeOpenAI()
    service.after("*", Close(1011), nth=2)
    async with calling(service) as client:
        for _ in range(2):
            await client.say("input_audio_buffer.clear")
        error = await lost(client)
    assert (error.code, client.types()) == (1011, ["session.created", "input_audio_buffer.cleared"])


async def test_a_test_says_anything_in_the_service_s_name() -> None:
    async with calling(FakeOpenAI()) as client:
        client.connection.send({"type": "rate_limits.updated", "rate_limits": []})
        told = await client.hear()
        client.connection.send_raw('{"type": "response.singing.delta"}')
        client.connection.send_binary(b"\0\1")
        sung = json.loads(await client.line.receive())
    assert told["event_id"].startswith("event_")
    assert sung == {"type": "response.singing.delta"}


async def test_ids_are_new_on_each_connection_or_start_again() -> None:
    for reuses in (False, True):
        service = FakeOpenAI([Answer("Hi.", 0.1)] * 2)
        service.reuse_ids = reuses
        seen = []
        for _ in range(2):
            async with calling(service) as client:
                done = await client.ask("response.create", "response.done")
                seen.append((done["event_id"], done["response"]["id"]))
        assert (seen[0] == seen[1]) == reuses


async def test_what_was_said_can_be_waited_for() -> None:
    service = FakeOpenAI([NeverEnds()])
    waiting = asyncio.create_task(service.connected())
    async with calling(service) as client:
        connection = await waiting
        got = asyncio.create_task(connection.got("response.create"))
        await client.say("response.create", event_id="e1")
        assert (await got)["event_id"] == "e1"
        assert (await connection.said("response.created"))["response"]["id"]
        assert connection.types_received() == ["response.create"]
        assert "response.output_item.added" not in connection.types_sent()
    await connection.closed()
