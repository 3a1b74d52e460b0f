"""The audio of the wire: its lengths, its tones, and G.711 as it should be."""

import numpy as np
import pytest

from antiphon.testing.fake_openai import Answer, FakeOpenAI, NeverStarts
from antiphon.testing.fake_openai.sound import ALAW, PCM, ULAW, Sound, sound_of
from tests.testing.fake_openai.client import calling


@pytest.mark.parametrize("sound", [PCM, ULAW, ALAW])
def test_a_tone_has_its_length_and_its_pitch(sound: Sound) -> None:
    audio = sound.tone(1.0, 500.0)
    spectrum = np.abs(np.fft.rfft(sound.samples(audio)))
    assert sound.ms(len(audio)) == 1000
    assert sound.size(1000) == len(audio)
    assert int(np.argmax(spectrum)) == 500


def test_a_tone_goes_on_where_it_was_left() -> None:
    whole = PCM.tone(0.2, 440.0)
    assert PCM.tone(0.1, 440.0) + PCM.tone(0.1, 440.0, after=0.1) == whole


@pytest.mark.parametrize("sound", [ULAW, ALAW])
def test_every_code_of_g711_is_its_own_nearest(sound: Sound) -> None:
    levels = sound.samples(bytes(range(256)))
    assert np.array_equal(sound.samples(sound.coded(levels)), levels)


@pytest.mark.parametrize("sound", [ULAW, ALAW])
def test_no_code_of_g711_would_have_been_nearer(sound: Sound) -> None:
    levels = sound.samples(bytes(range(256))).astype(np.int32)
    samples = np.arange(-32768, 32768, 97).astype(np.int16)
    coded = sound.samples(sound.coded(samples)).astype(np.int32)
    least = np.abs(levels[:, None] - samples[None, :].astype(np.int32)).min(axis=0)
    assert np.array_equal(np.abs(coded - samples), least)


def test_half_a_sample_is_left_out() -> None:
    assert list(PCM.samples(b"\1\0\2")) == [1]


def test_a_format_that_does_not_exist_is_none() -> None:
    with pytest.raises(KeyError):
        sound_of("audio/mp3")


@pytest.mark.parametrize("coding", ["audio/pcmu", "audio/pcma"])
async def test_g711_is_spoken_and_truncated_at_8_khz(coding: str) -> None:
    audio = {"output": {"format": {"type": coding}}}
    async with calling(FakeOpenAI([Answer("Hello.", 0.5)])) as client:
        done = await client.ask("response.create", "response.done", response={"audio": audio})
        item_id = done["response"]["output"][0]["id"]
        place = {"item_id": item_id, "content_index": 0}
        late = await client.refused("conversation.item.truncate", **place, audio_end_ms=501)
        await client.ask(
            "conversation.item.truncate", "conversation.item.truncated", **place, audio_end_ms=500
        )
    sizes = [event["delta"] for event in client.connection.sent if "audio.delta" in event["type"]]
    assert sizes == ["<800 bytes>"] * 5
    assert late["message"] == "Audio content of 500ms is already shorter than 501ms"


async def test_what_is_pending_is_passed_over_when_the_format_changes() -> None:
    async with calling(FakeOpenAI([NeverStarts()])) as client:
        await client.speak(1.0)
        detection = {"format": {"type": "audio/pcma"}, "turn_detection": None}
        session = {"type": "realtime", "audio": {"input": detection}}
        await client.ask("session.update", "session.updated", session=session)
        error = await client.refused("input_audio_buffer.commit")
    assert "0.00ms" in error["message"]
