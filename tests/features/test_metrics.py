"""Rows 134 and 135: what a response costs, and why it failed.

How they come out of a `response.done` of OpenAI's is in `test_openai.py`.
"""

import asyncio
import logging
from dataclasses import fields, replace

import pytest

from antiphon import metrics
from antiphon.core import messages as m
from antiphon.metrics import (
    CachedTokenDetails,
    InputTokenDetails,
    MultimodalLLMError,
    MultimodalLLMMetrics,
    OutputTokenDetails,
    UsageCollector,
)
from antiphon.testing.scripted import ScriptedSession
from tests.session.stage import stage

RESPONSE = MultimodalLLMMetrics(
    request_id="resp_1",
    timestamp=1.7e9,
    ttft=0.25,
    duration=2.0,
    label="antiphon.plugins.openai.RealtimeModel",
    cancelled=False,
    completion_tokens=50,
    prompt_tokens=200,
    total_tokens=250,
    tokens_per_second=25.0,
    error=None,
    input_token_details=InputTokenDetails(
        cached_tokens=64,
        text_tokens=120,
        audio_tokens=80,
        cached_tokens_details=CachedTokenDetails(text_tokens=60, audio_tokens=4),
    ),
    output_token_details=OutputTokenDetails(text_tokens=10, audio_tokens=40),
)


async def collected(*responses: MultimodalLLMMetrics) -> tuple[list[object], UsageCollector]:
    """What listeners of an agent hear whose model has measured these."""
    heard, usage = list[object](), UsageCollector()

    async def script(model: ScriptedSession) -> None:
        for measured in responses:
            model.report(m.MetricsArrived(metrics=measured))

    async with stage(script) as scene:
        scene.agent.on("metrics_collected", heard.append)
        scene.agent.on("metrics_collected", usage.collect)
        await asyncio.sleep(0.5)
    return heard, usage


async def test_row_134_a_response_is_measured_and_its_tokens_are_added_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert [field.name for field in fields(MultimodalLLMMetrics)] == [
        "request_id",
        "timestamp",
        "ttft",
        "duration",
        "label",
        "cancelled",
        "completion_tokens",
        "prompt_tokens",
        "total_tokens",
        "tokens_per_second",
        "error",
        "input_token_details",
        "output_token_details",
    ]
    second = replace(RESPONSE, request_id="resp_2", prompt_tokens=1, completion_tokens=2)
    heard, usage = await collected(RESPONSE, second)
    assert heard[0] is RESPONSE and heard[1] is second
    summary = usage.get_summary()
    assert (summary.llm_prompt_tokens, summary.llm_completion_tokens) == (201, 52)
    with caplog.at_level(logging.INFO):
        metrics.log_metrics(RESPONSE)
    assert caplog.messages[-1].startswith("LLM metrics: ttft=0.25, input_tokens=200")


async def test_row_135_a_response_that_failed_says_why() -> None:
    assert [field.name for field in fields(MultimodalLLMError)] == [
        "type",
        "reason",
        "code",
        "message",
    ]
    why = MultimodalLLMError(type="incomplete", reason="max_output_tokens")
    assert (why.code, why.message) == (None, None)
    failed = replace(RESPONSE, cancelled=True, error=why)
    heard, usage = await collected(failed)
    assert heard == [failed]
    assert usage.get_summary().llm_completion_tokens == 50  # it is billed all the same
