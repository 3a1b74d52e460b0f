"""What responses cost is recorded, summed and logged."""

import logging
from dataclasses import replace

import pytest

from antiphon.metrics import (
    InputTokenDetails,
    MultimodalLLMMetrics,
    OutputTokenDetails,
    UsageCollector,
    UsageSummary,
    VADMetrics,
    log_metrics,
)
from antiphon.utils import EventEmitter

RESPONSE = MultimodalLLMMetrics(
    request_id="resp_1",
    timestamp=1.7e9,
    ttft=0.321,
    duration=2.0,
    label="antiphon.plugins.openai.RealtimeModel",
    cancelled=False,
    completion_tokens=50,
    prompt_tokens=200,
    total_tokens=250,
    tokens_per_second=25.0,
    error=None,
    input_token_details=InputTokenDetails(cached_tokens=64, text_tokens=120, audio_tokens=80),
    output_token_details=OutputTokenDetails(text_tokens=10, audio_tokens=40),
)
SECOND_OF_LISTENING = VADMetrics(
    label="vad", timestamp=1.7e9, idle_time=3.0, inference_duration_total=0.01, inference_count=31
)


def test_a_collector_adds_up_the_tokens_of_responses() -> None:
    usage = UsageCollector()
    assert usage.get_summary() == UsageSummary()
    usage.collect(RESPONSE)
    usage.collect(SECOND_OF_LISTENING)
    before = usage.get_summary()
    usage(replace(RESPONSE, prompt_tokens=1, completion_tokens=2))
    assert before == UsageSummary(llm_prompt_tokens=200, llm_completion_tokens=50)
    assert usage.get_summary() == UsageSummary(llm_prompt_tokens=201, llm_completion_tokens=52)


def test_a_collector_can_listen() -> None:
    agent: EventEmitter[str] = EventEmitter()
    usage = UsageCollector()
    agent.on("metrics_collected", usage)
    agent.emit("metrics_collected", RESPONSE)
    assert usage.get_summary().llm_prompt_tokens == 200


def test_a_response_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "antiphon"):
        log_metrics(RESPONSE)
        log_metrics(SECOND_OF_LISTENING)
    (record,) = caplog.records
    assert record.getMessage() == (
        "LLM metrics: ttft=0.32, input_tokens=200, cached_input_tokens=64, "
        "output_tokens=50, tokens_per_second=25.00"
    )


def test_a_detector_is_logged_for_those_who_look_closely(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG, "calls"):
        log_metrics(SECOND_OF_LISTENING, logger=logging.getLogger("calls"))
    (record,) = caplog.records
    assert record.getMessage() == (
        "VAD metrics: inference_duration_total=0.010, inference_count=31"
    )
