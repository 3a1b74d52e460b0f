"""What cannot be is refused at once, in one sentence that names the option."""

import asyncio
import os
from typing import Any

import pytest

from antiphon.errors import ConfigurationError
from antiphon.llm import FunctionContext
from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime import (
    InputTranscriptionOptions,
    RealtimeModel,
    RealtimeSession,
    RetentionRatio,
    SemanticVadOptions,
    ServerVadOptions,
)
from antiphon.plugins.openai.realtime.limits import RateLimits
from antiphon.testing.fake_openai import Abort, Answer, FakeConnection, FakeOpenAI

KEY = "sk-test-0123456789"


@pytest.fixture(autouse=True)
def no_keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "AZURE_")):
            monkeypatch.delenv(name)


def model(**options: Any) -> RealtimeModel:
    return RealtimeModel(**{"api_key": KEY} | options)


def azure(**options: Any) -> RealtimeModel:
    return RealtimeModel.with_azure(**{"azure_deployment": "mine", "api_key": KEY} | options)


# -- options ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("truncation", "sometimes"),
        ("truncation", 0.8),
        ("tracing", "yes"),
        ("tracing", {"workflow": "x"}),
        ("tracing", {"group_id": 5}),
        ("tracing", {"metadata": {"n": object()}}),
        ("prompt", "pmpt_1"),
        ("prompt", {"version": "1"}),
        ("prompt", {"id": " "}),
        ("prompt", {"id": "pmpt_1", "variables": {"n": object()}}),
        ("parallel_tool_calls", "yes"),
        ("tool_choice", {}),
        ("tool_choice", {"type": "function", "function": "weather"}),
        ("tool_choice", "weather"),
        ("tool_choice", {"type": "mcp", "name": "weather"}),
        ("tool_choice", {"type": "function", "name": " "}),
        ("max_response_output_tokens", 1.5),
        ("max_response_output_tokens", "many"),
        ("max_images", 1.5),
        ("max_images", True),
        ("voice", ""),
        ("voice", " "),
        ("voice", {"name": "mine"}),
        ("voice", {"id": " "}),
        ("temperature", float("nan")),
        ("temperature", True),
        ("temperature", "warm"),
        ("model", ""),
        ("instructions", None),
        pytest.param("instructions", "a" * 16 * 2**20, id="too many instructions"),
        pytest.param("instructions", "\x00" * 3 * 2**20, id="instructions that are too long there"),
        ("modalities", 5),
        ("modalities", "text"),
        ("modalities", []),
        ("modalities", ["video"]),
        ("modalities", ["text", "text"]),
        ("speed", float("nan")),
        ("speed", True),
        ("noise_reduction", ""),
        ("noise_reduction", "far"),
        ("reasoning_effort", "none"),
        ("max_images", 0),
        ("turn_detection", {"type": "server_vad"}),
        ("input_audio_transcription", {"model": "whisper-1"}),
        ("input_audio_format", "pcm"),
        ("output_audio_format", ""),
        ("dialect", ""),
        ("azure_deployment", ""),
        ("api_version", ""),
        ("base_url", ""),
        ("base_url", "https://api.openai.com/v1?key=1"),
        ("base_url", "https://user:pw@api.openai.com/v1"),
        ("base_url", "https://pw@api.openai.com/v1"),
        ("base_url", 5),
        ("base_url", "http://[::1/v1"),
        ("base_url", "http://host:99999/v1"),
        ("api_key", 5),
        ("api_key", "sk-1\n"),
        ("api_key", "sk 1"),
        ("api_key", "sk-\u00e9"),
        ("dialer", 5),
        ("http_session", 5),
        ("nonsense", 1),
    ],
)
def test_an_option_that_cannot_be_is_named(option: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"^{option} "):
        model(**{option: value})


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        (ServerVadOptions, "silence_duration_ms", 500.5),
        (ServerVadOptions, "create_response", "no"),
        (ServerVadOptions, "interrupt_response", "no"),
        (ServerVadOptions, "idle_timeout_ms", 1000),
        (SemanticVadOptions, "interrupt_response", None),
        (InputTranscriptionOptions, "model", 5),
        (InputTranscriptionOptions, "model", ""),
        (ServerVadOptions, "threshold", float("nan")),
        (ServerVadOptions, "threshold", True),
        (ServerVadOptions, "prefix_padding_ms", True),
        (SemanticVadOptions, "eagerness", "eager"),
        (InputTranscriptionOptions, "language", 5),
        (InputTranscriptionOptions, "language", ""),
        (InputTranscriptionOptions, "prompt", 5),
        (RetentionRatio, "ratio", "half"),
        (RetentionRatio, "ratio", float("nan")),
        (RetentionRatio, "post_instructions_tokens", -1),
    ],
)
def test_so_is_one_of_a_part(kind: type, option: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=option):
        kind(**{option: value})


def test_the_first_options_may_be_given_without_their_names() -> None:
    assert ServerVadOptions(0.4, 200, 600) == ServerVadOptions(
        threshold=0.4, prefix_padding_ms=200, silence_duration_ms=600
    )
    assert InputTranscriptionOptions("whisper-1") == InputTranscriptionOptions(model="whisper-1")


async def test_a_voice_of_ones_own_goes_out_by_its_id() -> None:
    service = FakeOpenAI()
    spoken = model(dialer=service.dialer(), voice={"id": "voice_1"})
    spoken.session()
    line = await service.connected()
    update = await line.got("session.update")
    assert update["session"]["audio"]["output"]["voice"] == {"id": "voice_1"}
    await spoken.aclose()


@pytest.mark.parametrize("option", ["fnc_ctx", "chat_ctx"])
async def test_a_session_names_what_is_no_context(option: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{option} "):
        model().session(**{option: 5})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked",
    [
        {"modalities": ["video"]},
        {"modalities": "text"},
        {"modalities": []},
        {"modalities": ["text", "text"]},
        {"instructions": 5},
        pytest.param({"instructions": "a" * 16 * 2**20}, id="too many instructions"),
        {"metadata": {"n": 5}},
        {"metadata": "n"},
    ],
)
async def test_an_answer_that_cannot_be_is_not_asked_for(asked: dict[str, Any]) -> None:
    session = model(dialer=FakeOpenAI().dialer()).session()
    with pytest.raises(ValueError, match=next(iter(asked))):
        session.response.create(**asked)
    await session.aclose()


async def test_an_item_is_a_message() -> None:
    session = model(dialer=FakeOpenAI().dialer()).session()
    not_one: Any = 5
    with pytest.raises(ValueError, match="message is a ChatMessage, not 5"):
        session.conversation.item.create(not_one)
    await session.aclose()


# -- where the key goes ----------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["api.openai.com", "API.OpenAI.com.", "eu.api.openai.com."])
def test_openai_itself_is_never_told_of_the_beta(host: str) -> None:
    with pytest.raises(ConfigurationError, match="switched the beta dialect off"):
        model(dialect="beta", base_url=f"https://{host}/v1")
    with pytest.raises(ConfigurationError, match="no resource of Azure"):
        azure(base_url=f"https://{host}/v1", api_version="2025-01-01")


@pytest.mark.parametrize("scheme", ["http", "ws", "HTTP"])
def test_openai_is_not_sent_a_key_in_clear_text(scheme: str) -> None:
    with pytest.raises(ConfigurationError, match="clear text"):
        model(base_url=f"{scheme}://api.openai.com/v1")


def test_a_key_that_is_none_is_not_shown() -> None:
    with pytest.raises(ConfigurationError) as raised:
        model(api_key=KEY.encode())
    assert KEY not in str(raised.value)


def test_a_host_of_the_environment_is_sent_the_key_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(ConfigurationError) as raised:
        RealtimeModel()
    assert str(raised.value) == (
        "127.0.0.1 (OPENAI_BASE_URL) wants a key: set OPENAI_API_KEY, or pass api_key=."
    )
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    RealtimeModel()
    with pytest.raises(ConfigurationError, match="is not sent there"):
        RealtimeModel(base_url="http://other.test/v1")


def test_the_beta_at_azure_wants_a_version() -> None:
    with pytest.raises(ConfigurationError, match="set OPENAI_API_VERSION, or pass api_version="):
        azure(azure_endpoint="https://a.test", dialect="beta")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("azure_endpoint", "a.test"),
        ("azure_endpoint", ""),
        ("azure_endpoint", "https://user:pw@a.test"),
        ("azure_endpoint", "https://a.test/openai/realtime?api-version=2024-10-01-preview"),
        ("base_url", "a.test"),
        ("base_url", "https://user:pw@a.test/openai"),
        ("api_version", ""),
        ("api_version", " "),
        ("api_key", "sk-1\n"),
        ("entra_token", "sk 1"),
        ("modalities", ["audio", "audio"]),
    ],
)
def test_an_option_for_azure_that_cannot_be_is_named(option: str, value: str) -> None:
    where = {} if option.endswith(("_url", "endpoint")) else {"azure_endpoint": "https://a.test"}
    with pytest.raises(ConfigurationError, match=f"^{option} ") as refused:
        azure(**where | {option: value})
    assert "pw" not in str(refused.value)


def test_a_bad_address_of_the_environment_is_named_as_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "a.test")
    with pytest.raises(ConfigurationError, match="^AZURE_OPENAI_ENDPOINT is a URL such as"):
        azure()
    monkeypatch.setenv("OPENAI_BASE_URL", "https://user:pw@a.test/v1")
    with pytest.raises(ConfigurationError, match="^OPENAI_BASE_URL is a URL without a user"):
        model()
    monkeypatch.setenv("OPENAI_BASE_URL", "https://a.test/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1\n")
    with pytest.raises(ConfigurationError, match="^OPENAI_API_KEY is one line"):
        RealtimeModel()


@pytest.mark.parametrize("option", ["azure_deployment", "azure_endpoint", "entra_token"])
def test_what_azure_is_given_is_text(option: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{option} "):
        azure(**{"azure_endpoint": "https://a.test"} | {option: 5})


@pytest.mark.parametrize(
    "where",
    [
        {"azure_endpoint": "https://a.test"},
        {"azure_endpoint": "https://a.test/openai"},
        {"azure_endpoint": "https://a.test/openai/v1/"},
        {"base_url": "https://a.test/openai"},
        {"base_url": "https://a.test/openai/v1"},
    ],
)
async def test_the_path_at_azure_is_not_doubled(where: dict[str, str]) -> None:
    service = FakeOpenAI()
    deployed = azure(**where, dialer=service.dialer())
    deployed.session()
    line = await service.connected()
    assert line.dial.url == "wss://a.test/openai/v1/realtime?model=mine"
    await deployed.aclose()


# -- a session that is changed ---------------------------------------------------------------------


async def begun(service: FakeOpenAI) -> tuple[RealtimeSession, FakeConnection]:
    """A session that has been configured, and the service's end of its line."""
    session = model(dialer=service.dialer()).session()
    line = await service.connected()
    await line.said("session.updated")
    await asyncio.sleep(0.1)
    return session, line


def updates(line: FakeConnection) -> list[dict[str, Any]]:
    """What sessions were told, in order."""
    return [event["session"] for event in line.received if event["type"] == "session.update"]


async def test_only_what_has_changed_is_sent_and_taken_over_when_it_is_accepted() -> None:
    session, line = await begun(FakeOpenAI())
    told: list[Any] = []
    session.on("session_updated", told.append)
    session.session_update(instructions="Be kind.", turn_detection=None, modalities=["text"])
    assert told == [] and session.server_vad_enabled
    await asyncio.sleep(1.0)
    assert updates(line)[1] == {
        "type": "realtime",
        "instructions": "Be kind.",
        "output_modalities": ["text"],
        "audio": {"input": {"turn_detection": None}},
    }
    (options,) = told
    assert (options.instructions, options.turn_detection) == ("Be kind.", None)
    await session.aclose()


async def test_what_is_refused_is_not_asked_for_again() -> None:
    service = FakeOpenAI(answers=[Answer("I have a voice now.", seconds=0.5)])
    session, line = await begun(service)
    errors: list[Any] = []
    session.on("error", errors.append)
    session.response.create()
    await line.said("response.done")
    session.session_update(voice="verse")
    session.session_update(instructions="Be kind.")
    await asyncio.sleep(1.0)
    assert len(errors) == 1
    assert list(updates(line)[2]) == ["type", "instructions"]
    line.abort()
    again = await service.connected(2)
    await again.said("session.updated")
    assert updates(again)[0]["instructions"] == "Be kind."
    assert updates(again)[0]["audio"]["output"]["voice"] == "alloy"
    await session.aclose()


async def test_a_change_that_the_line_swallows_is_asked_for_once_more() -> None:
    service = FakeOpenAI()
    service.upon("session.update", Abort(), nth=2)
    session, _ = await begun(service)
    session.session_update(instructions="Be kind.")
    again = await service.connected(2)
    await again.said("session.updated", 2)
    assert updates(again)[1] == {"type": "realtime", "instructions": "Be kind."}
    await session.aclose()


async def test_how_many_images_are_kept_is_nobody_elses_matter() -> None:
    session, line = await begun(FakeOpenAI())
    session.session_update(max_images=1)
    session.push_image("https://a.test/1.png")
    session.push_image("https://a.test/2.png")
    await line.said("conversation.item.deleted")
    assert len(updates(line)) == 1
    await session.aclose()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": "another"}, "model cannot be changed"),
        ({"input_audio_format": "g711_ulaw"}, "input_audio_format cannot be changed"),
        ({"output_audio_format": "g711_ulaw"}, "output_audio_format cannot be changed"),
        ({"nonsense": None}, "nonsense is no option of a session: session_update takes modal"),
        ({"voice": 5}, "voice is a name"),
        pytest.param(
            {"instructions": "a" * 16 * 2**20},
            "instructions of 16.0 MiB are more than",
            id="too many instructions",
        ),
    ],
)
async def test_a_change_that_cannot_be_is_named(change: dict[str, Any], words: str) -> None:
    session, line = await begun(FakeOpenAI())
    with pytest.raises(ConfigurationError, match=words):
        session.session_update(**change)
    await asyncio.sleep(1.0)
    assert len(updates(line)) == 1
    await session.aclose()


async def test_the_formats_that_a_session_has_may_be_named() -> None:
    session, line = await begun(FakeOpenAI())
    session.session_update(input_audio_format="pcm16", model=None)
    await asyncio.sleep(1.0)
    assert len(updates(line)) <= 2
    await session.aclose()


# -- limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"), [(12.0, "12 s"), (None, "0 s"), (-3.0, "0 s"), (1e300, "more than a day")]
)
async def test_how_long_a_limit_lasts_is_said_in_a_few_words(
    seconds: float | None, said: str
) -> None:
    limit = wire.RateLimit(name="tokens", limit=10, remaining=0, reset_seconds=seconds)
    (trouble,) = RateLimits().updated(wire.RateLimitsUpdated(rate_limits=(limit,)))
    assert getattr(trouble, "message", "") == f"the limit of tokens is used up for {said}"


# -- a stored prompt -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "tools", "said"),
    [
        ({}, None, {"prompt"}),
        ({"instructions": "Be brief."}, None, {"prompt", "instructions"}),
        ({}, FunctionContext(), {"prompt", "tools"}),
    ],
)
async def test_what_a_stored_prompt_says_is_left_as_it_is_unless_more_is_said(
    given: dict[str, Any], tools: FunctionContext | None, said: set[str]
) -> None:
    service = FakeOpenAI()
    stored = model(prompt={"id": "pmpt_1"}, dialer=service.dialer(), **given)
    session = stored.session(fnc_ctx=tools)
    told = await (await service.connected()).got("session.update")
    assert told["session"].keys() & {"prompt", "instructions", "tools"} == said
    await session.aclose()
