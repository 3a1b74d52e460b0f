"""The recorded pace of 0.12: when which words appear on the screen."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from antiphon import clock
from antiphon.audio import AudioFrame
from antiphon.transcription import TTSSegmentsForwarder
from tests.transcription.screen import RATE, Scene, scene, settled

DATA = Path(__file__).parents[1] / "data" / "oracle" / "transcription.json"
CASES = [
    pytest.param(case, id=f"tts_forwarder_timing-{index}")
    for index, case in enumerate(json.loads(DATA.read_text()))
]


@pytest.mark.parametrize("case", CASES)
async def test_words_appear_when_they_were_recorded_to(case: dict[str, Any]) -> None:
    params, recorded = case["params"], case["output"]
    async with scene() as stage:
        began, forwarder = await play(stage, case["input"], params)
        seen = [(c.at - began, c.text, c.final) for c in stage.screen.captions]
        ids = list(dict.fromkeys(stage.screen.ids))
        order = [ids.index(segment_id) for segment_id in stage.screen.ids]
    events = recorded["events"]
    assert [(text, final) for _, text, final in seen] == [(e[2], e[3]) for e in events]
    assert order == [event[1] for event in events]
    times = [time for time, _, _ in seen]
    assert times == pytest.approx([event[0] for event in events], abs=params["tolerance_s"])
    assert forwarder.played_text == recorded["played_text"]


async def play(
    stage: Scene, text: str, params: dict[str, Any]
) -> tuple[float, TTSSegmentsForwarder]:
    """What the recorder did: all of the text, then the events of the playout at their times."""
    forwarder = TTSSegmentsForwarder(
        room=stage.room, participant=stage.agent, speed=params["speed"]
    )
    for start in range(0, len(text), params["text_chunk"]):
        forwarder.push_text(text[start : start + params["text_chunk"]])
    forwarder.mark_text_segment_end()
    began = clock.now()
    forwarder.segment_playout_started()
    await settled()
    length = round(params["audio_duration_s"] * RATE)
    forwarder.push_audio(AudioFrame.create(RATE, 1, length))
    steps = {
        forwarder.mark_audio_segment_end: params["audio_segment_end_at_s"],
        forwarder.segment_playout_finished: params["playout_finished_at_s"],
    }
    close_at = params["aclose_at_s"] or params["playout_finished_at_s"]
    for step, at in steps.items():
        if at is not None and at <= close_at:
            await asyncio.sleep(began + at - clock.now())
            step()
    await asyncio.sleep(began + close_at - clock.now())
    await forwarder.aclose()
    await settled()
    return began, forwarder
