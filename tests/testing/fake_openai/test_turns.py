"""The user's turns: where the service hears them begin and end, and what it does about them."""

import asyncio
from typing import Any

from antiphon.clock import now
from antiphon.testing.fake_openai import (
    Answer,
    FakeOpenAI,
    NeverEnds,
    NeverStarts,
    Reply,
    TranscriptionFailed,
    Turn,
)
from tests.testing.fake_openai.client import Client, calling

TRANSCRIBED = {"model": "gpt-transcribe"}


async def listen(client: Client, **options: Any) -> None:
    """Set up the input."""
    session = {"type": "realtime", "audio": {"input": options}}
    await client.ask("session.update", "session.updated", session=session)


async def detect(client: Client, **options: Any) -> None:
    """Set up the VAD."""
    await listen(client, turn_detection={"type": "server_vad", **options})


async def test_a_sentence_is_heard_committed_and_answered() -> None:
    async with calling(FakeOpenAI([Answer("Hello.", 0.1)])) as client:
        client.heard.clear()
        await client.stay_silent(1.0)
        await client.speak(0.6, pause=0.6)
        await client.until("response.created")
    assert client.types() == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "response.created",
    ]
    started, stopped, committed = client.heard[:3]
    assert (started["audio_start_ms"], stopped["audio_end_ms"]) == (700, 2100)
    assert started["item_id"] == stopped["item_id"] == committed["item_id"]


async def test_the_options_of_the_vad_say_when() -> None:
    async with calling(FakeOpenAI()) as client:
        await detect(client, prefix_padding_ms=100, silence_duration_ms=200)
        await client.stay_silent(1.0)
        await client.speak(0.6, pause=0.6)
        started = await client.until("input_audio_buffer.speech_started")
        stopped = await client.until("input_audio_buffer.speech_stopped")
    assert (started["audio_start_ms"], stopped["audio_end_ms"]) == (900, 1800)


async def test_a_turn_begins_no_earlier_than_the_last_one_ended() -> None:
    async with calling(FakeOpenAI(lambda _: NeverStarts())) as client:
        for _ in range(2):
            await client.speak(0.6, pause=0.5)
            started = await client.until("input_audio_buffer.speech_started")
            await client.until("input_audio_buffer.committed")
    assert started["audio_start_ms"] == 1100


async def test_a_lower_voice_is_heard_with_a_lower_threshold() -> None:
    async with calling(FakeOpenAI()) as client:
        await detect(client, threshold=1.0)
        await client.speak(0.5, level=0.05)
        await detect(client, threshold=0.0)
        await client.speak(0.5, level=0.05)
        await client.until("input_audio_buffer.speech_started")
    assert len(client.of("input_audio_buffer.speech_started")) == 1


async def test_a_click_is_no_speech() -> None:
    async with calling(FakeOpenAI()) as client:
        await client.speak(0.04, pause=1.0)
        await client.ask("input_audio_buffer.clear", "input_audio_buffer.cleared")
    assert "input_audio_buffer.speech_started" not in client.types()


async def test_a_semantic_vad_waits_longer_unless_it_is_eager() -> None:
    async with calling(FakeOpenAI()) as client:
        for eagerness in ("low", "high"):
            detector = {"type": "semantic_vad", "eagerness": eagerness}
            await listen(client, turn_detection=detector)
            await client.speak(1.0, pause=3.0)
            await client.until("input_audio_buffer.speech_stopped")
            await client.ask("input_audio_buffer.clear", "input_audio_buffer.cleared")
    slow, fast = (event["audio_end_ms"] for event in client.of("input_audio_buffer.speech_stopped"))
    assert (slow, fast) == (3000, 4000 + 1500)


async def test_who_speaks_interrupts_the_answer() -> None:
    async with calling(FakeOpenAI([NeverEnds(), NeverStarts()])) as client:
        await client.ask("response.create", "response.created")
        await client.speak(0.2)
        done = await client.until("response.done")
    assert done["response"]["status_details"]["reason"] == "turn_detected"
    assert "input_audio_buffer.speech_started" in client.types()


async def test_unless_that_is_not_wanted_and_then_there_is_no_second_answer() -> None:
    async with calling(FakeOpenAI([NeverEnds()])) as client:
        await detect(client, interrupt_response=False)
        await client.ask("response.create", "response.created")
        await client.speak(0.5, pause=0.6)
        error = (await client.until("error"))["error"]
    assert (error["code"], error["event_id"]) == ("conversation_already_has_active_response", None)
    assert "response.done" not in client.types()


async def test_a_turn_is_not_answered_where_the_client_wants_to_ask_itself() -> None:
    async with calling(FakeOpenAI()) as client:
        await detect(client, create_response=False)
        await client.speak(0.5, pause=0.6)
        await client.until("conversation.item.done")
        await client.ask("input_audio_buffer.clear", "input_audio_buffer.cleared")
    assert "response.created" not in client.types()


async def test_without_a_vad_the_client_commits() -> None:
    async with calling(FakeOpenAI(heard=["Is anybody there?"])) as client:
        await listen(client, turn_detection=None)
        await client.speak(1.0, pause=1.0)
        committed = await client.ask("input_audio_buffer.commit", "input_audio_buffer.committed")
        error = await client.refused("input_audio_buffer.commit")
        item = committed["item_id"]
        shown = await client.ask(
            "conversation.item.retrieve", "conversation.item.retrieved", item_id=item
        )
    assert "input_audio_buffer.speech_started" not in client.types()
    assert len(shown["item"]["content"][0]["audio"]) == 2 * 48_000 * 4 / 3
    assert error["code"] == "input_audio_buffer_commit_empty"
    assert error["message"] == (
        "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
        "but buffer only has 0.00ms of audio."
    )


async def test_a_commit_while_somebody_speaks_ends_that_turn() -> None:
    async with calling(FakeOpenAI()) as client:
        await client.speak(1.0)
        started = await client.until("input_audio_buffer.speech_started")
        committed = await client.ask("input_audio_buffer.commit", "input_audio_buffer.committed")
        await client.stay_silent(2.0)
        await client.ask("input_audio_buffer.clear", "input_audio_buffer.cleared")
    assert committed["item_id"] == started["item_id"]
    assert "input_audio_buffer.speech_stopped" not in client.types()


async def test_what_is_cleared_is_not_heard() -> None:
    async with calling(FakeOpenAI()) as client:
        await listen(client, turn_detection=None)
        await client.speak(1.0)
        await client.ask("input_audio_buffer.clear", "input_audio_buffer.cleared")
        await client.refused("input_audio_buffer.commit")
        assert len(client.connection.microphone) == 48_000


async def test_audio_that_makes_no_sense_is_refused() -> None:
    async with calling(FakeOpenAI()) as client:
        errors = [
            await client.refused("input_audio_buffer.append", audio="***"),
            await client.refused("input_audio_buffer.append", audio="AAAA"),
            await client.refused("input_audio_buffer.append"),
        ]
    assert [error["param"] for error in errors] == ["audio"] * 3


async def test_g711_is_heard_by_its_own_clock() -> None:
    async with calling(FakeOpenAI([NeverStarts()])) as client:
        await listen(client, format={"type": "audio/pcmu"})
        voice = bytes([0x80, 0x00] * 2400)  # full scale: 0.6 s
        await client.send_audio(voice + b"\xff" * 8000, chunk=160)
        started = await client.until("input_audio_buffer.speech_started")
        stopped = await client.until("input_audio_buffer.speech_stopped")
    assert (started["audio_start_ms"], stopped["audio_end_ms"]) == (0, 1100)


# -- transcription ---------------------------------------------------------------------------------

EVENT = "conversation.item.input_audio_transcription"


async def test_what_the_user_says_is_written_down_a_moment_later() -> None:
    service = FakeOpenAI(lambda _: NeverStarts(), heard=["Hello out there"], latency=0.0)
    async with calling(service) as client:
        await listen(client, transcription=TRANSCRIBED)
        await client.speak(0.6, pause=0.6)
        committed = await client.until("input_audio_buffer.committed")
        begun = now()
        completed = await client.until(f"{EVENT}.completed")
        [item] = client.connection.conversation
    assert now() - begun == service.options.transcription_delay
    assert completed["item_id"] == committed["item_id"]
    assert completed["transcript"] == item["content"][0]["transcript"] == "Hello out there"
    assert [event["delta"] for event in client.of(f"{EVENT}.delta")] == ["Hello", " out", " there"]
    assert completed["usage"]["seconds"] == 1.1


async def test_nothing_is_written_down_unless_it_is_asked_for_but_the_model_has_heard() -> None:
    heard: list[str] = []

    def listen_only(turn: Turn) -> Reply:
        heard.append(turn.heard)
        return NeverStarts()

    service = FakeOpenAI(listen_only, heard=["Hi."])
    async with calling(service) as client:
        for _ in range(2):
            await client.speak(0.6, pause=0.6)
            await client.until("conversation.item.done")
        await client.ask("input_audio_buffer.clear", "input_audio_buffer.cleared")
    assert heard == ["Hi.", "Hello."]
    assert f"{EVENT}.completed" not in client.types()


async def test_a_transcription_may_fail() -> None:
    service = FakeOpenAI(lambda _: NeverStarts(), heard=[TranscriptionFailed()])
    async with calling(service) as client:
        await listen(client, transcription=TRANSCRIBED)
        await client.speak(0.6, pause=0.6)
        failed = await client.until(f"{EVENT}.failed")
    assert failed["error"]["code"] == "audio_unintelligible"


# -- silence ---------------------------------------------------------------------------------------


async def test_a_user_who_stays_silent_is_asked_again() -> None:
    service = FakeOpenAI([Answer("And you?", 1.0), Answer("Are you there?", 0.1)], latency=0.0)
    async with calling(service) as client:
        await detect(client, idle_timeout_ms=5000)
        await client.stay_silent(0.5)
        await client.ask("response.create", "response.done")
        answered = now()
        await client.stay_silent(0.5)
        timeout = await client.until("input_audio_buffer.timeout_triggered")
        assert now() - answered == 6.0
        again = await client.until("response.done")
    assert (timeout["audio_start_ms"], timeout["audio_end_ms"]) == (1000, 1000)
    assert again["response"]["output"][0]["content"][0]["transcript"] == "Are you there?"
    assert client.of("input_audio_buffer.committed")[0]["item_id"] == timeout["item_id"]


async def test_a_user_who_speaks_is_not() -> None:
    service = FakeOpenAI([Answer("And you?", 0.1), NeverEnds()], latency=0.0)
    async with calling(service) as client:
        await detect(client, idle_timeout_ms=5000)
        await client.ask("response.create", "response.done")
        await client.speak(0.5, pause=0.6)
        await client.until("response.created")
        await asyncio.sleep(30)
        await client.ask("response.cancel", "response.done")
    assert "input_audio_buffer.timeout_triggered" not in client.types()
