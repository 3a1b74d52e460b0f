"""OpenAI's realtime model, as it is configured: a maker of sessions."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from antiphon.errors import ConfigurationError
from antiphon.llm import ChatContext, FunctionContext
from antiphon.plugins.openai.address import check_url, is_at_openai, service_url
from antiphon.plugins.openai.checks import (
    check_choice,
    check_kind,
    check_name,
    check_secret,
    check_that,
)
from antiphon.plugins.openai.realtime.access import Access
from antiphon.plugins.openai.realtime.endpoint import (
    Azure,
    azure_endpoint,
    openai_endpoint,
)
from antiphon.plugins.openai.realtime.models import (
    DEFAULT_MODEL,
    served_model,
    served_transcriber,
)
from antiphon.plugins.openai.realtime.options import (
    AudioFormat,
    Dialect,
    InputTranscriptionOptions,
    Modality,
    RealtimeSessionOptions,
    ServerVadOptions,
    ToolChoice,
    TurnDetection,
    Voice,
    given,
)
from antiphon.plugins.openai.realtime.session import RealtimeSession
from antiphon.plugins.wire import Dialer, WebSocketDialer
from antiphon.realtime import Capabilities
from antiphon.utils import NOT_GIVEN, NotGivenOr, is_given

if TYPE_CHECKING:
    import aiohttp

__all__ = ["RealtimeModel"]

DEFAULT_RATE = 24_000
DEFAULT_SILENCE_MS = 500
AZURE_URL = "https://my-resource.openai.azure.com"


class RealtimeModel:
    """A speech-to-speech model of OpenAI, of Azure OpenAI, or of a server that speaks like them."""

    def __init__(
        self,
        *,
        instructions: str = "",
        modalities: Sequence[Modality] = ("text", "audio"),
        model: str = DEFAULT_MODEL,
        voice: Voice = "alloy",
        input_audio_format: AudioFormat = "pcm16",
        output_audio_format: AudioFormat = "pcm16",
        input_audio_transcription: NotGivenOr[InputTranscriptionOptions | None] = NOT_GIVEN,
        turn_detection: NotGivenOr[TurnDetection | None] = NOT_GIVEN,
        tool_choice: ToolChoice = "auto",
        temperature: float = 0.8,
        max_response_output_tokens: int | Literal["inf"] = "inf",
        base_url: str | None = None,
        http_session: "aiohttp.ClientSession | None" = None,
        loop: asyncio.AbstractEventLoop | None = None,
        azure_deployment: str | None = None,
        entra_token: str | None = None,
        api_key: str | None = None,
        api_version: str | None = None,
        dialect: Dialect | None = None,
        dialer: Dialer | None = None,
        **more: Any,
    ) -> None:
        """Nothing is sent before a session runs.

        `modalities=["text"]` has it write: an agent's `tts=` reads that aloud, or it is kept in
        writing. `turn_detection=None` leaves the ends of turns to the program, and
        `input_audio_transcription=None` the user's words unwritten. `base_url` is `OPENAI_BASE_URL`
        or OpenAI, `api_key` is `OPENAI_API_KEY`. `dialect="beta"` is for servers that speak as
        OpenAI did until 2026. `more` are further fields of `RealtimeSessionOptions`: `speed`,
        `noise_reduction`, `parallel_tool_calls`, `truncation`, `tracing`, `prompt`,
        `reasoning_effort`, `max_images`. `http_session` opens the connections, `dialer` does so in
        its stead; `loop` is accepted and not used. Raises ConfigurationError for what cannot be.
        """
        check_dialer(dialer)
        azure = None
        if any(option is not None for option in (azure_deployment, entra_token, api_version)):
            azure = azure_of(azure_deployment, base_url, api_version, api_key, entra_token)
        spoken: Dialect = dialect_of(dialect, azure)
        transcription = input_audio_transcription
        options = {
            "instructions": instructions,
            "modalities": modalities,
            "model": model,
            "voice": voice,
            "input_audio_format": input_audio_format,
            "output_audio_format": output_audio_format,
            "input_audio_transcription": transcription
            if is_given(transcription)
            else InputTranscriptionOptions(),
            "turn_detection": turn_detection if is_given(turn_detection) else ServerVadOptions(),
            "tool_choice": tool_choice,
            "temperature": temperature,
            "max_response_output_tokens": max_response_output_tokens,
            **more,
        }
        self._options = options_of(options)
        if azure is None and is_at_openai(service_url(base_url)):
            self._options = as_served(self._options)
        self._access = Access(
            dialer=dialer or WebSocketDialer(http_session),
            endpoint=azure_endpoint(azure, spoken)
            if azure is not None
            else openai_endpoint(base_url, api_key, self._options.model, spoken),
            dialect=spoken,
            label=f"{type(self).__module__}.{type(self).__qualname__}",
            is_azure=azure is not None,
        )
        self._sessions: list[RealtimeSession] = []

    @classmethod
    def with_azure(
        cls,
        *,
        azure_deployment: str,
        azure_endpoint: str | None = None,
        api_version: str | None = None,
        api_key: str | None = None,
        entra_token: str | None = None,
        base_url: str | None = None,
        **options: Any,
    ) -> "RealtimeModel":
        """The model of a deployment at Azure; `options` are those of the constructor.

        Where they are not given, `AZURE_OPENAI_ENDPOINT`, `OPENAI_API_VERSION`,
        `AZURE_OPENAI_API_KEY` and `AZURE_OPENAI_AD_TOKEN` are used. With an API version it speaks
        the beta dialect, without one GA. Raises ConfigurationError for what is missing.
        """
        check_name("azure_deployment", azure_deployment)
        if api_version is None:
            api_version = os.environ.get("OPENAI_API_VERSION") or None
        if entra_token is None and not api_key:
            entra_token = os.environ.get("AZURE_OPENAI_AD_TOKEN") or None
        return cls(
            azure_deployment=azure_deployment,
            base_url=azure_base(azure_endpoint, base_url),
            api_version=api_version,
            api_key=api_key,
            entra_token=entra_token,
            **options,
        )

    @property
    def capabilities(self) -> Capabilities:
        """It truncates, and hears and speaks at the rates of its formats."""
        rate, detection = self._options.input_rate, self._options.turn_detection
        silence_ms = DEFAULT_SILENCE_MS
        if isinstance(detection, ServerVadOptions):
            silence_ms = detection.silence_duration_ms
        return Capabilities(
            supports_truncate=True,
            input_audio_sample_rate=None if rate == DEFAULT_RATE else rate,
            output_audio_sample_rate=self._options.output_rate,
            server_vad_enabled=detection is not None,
            configurable_turns=detection is not None,
            writes=not self._options.is_spoken,
            end_of_speech_seconds=silence_ms / 1000,
        )

    @property
    def sessions(self) -> list[RealtimeSession]:
        """Those that are not closed, oldest first."""
        self._sessions = [session for session in self._sessions if not session.is_closed]
        return list(self._sessions)

    def session(
        self,
        *,
        chat_ctx: ChatContext | None = None,
        fnc_ctx: FunctionContext | None = None,
        modalities: Sequence[Modality] | None = None,
        instructions: str | None = None,
        voice: Voice | None = None,
        input_audio_format: AudioFormat | None = None,
        output_audio_format: AudioFormat | None = None,
        tool_choice: ToolChoice | None = None,
        input_audio_transcription: NotGivenOr[InputTranscriptionOptions | None] = NOT_GIVEN,
        turn_detection: NotGivenOr[TurnDetection | None] = NOT_GIVEN,
        temperature: float | None = None,
        max_response_output_tokens: int | Literal["inf"] | None = None,
    ) -> RealtimeSession:
        """A session that knows `chat_ctx` and may call the tools of `fnc_ctx`.

        What else is given holds for this session alone. Left alone, it begins by itself on the
        loop's next turn. Raises ConfigurationError, and RuntimeError where no loop runs.
        """
        check_kind("chat_ctx", chat_ctx, ChatContext)
        check_kind("fnc_ctx", fnc_ctx, FunctionContext)
        changes = given(
            modalities=modalities,
            instructions=instructions,
            voice=voice,
            input_audio_format=input_audio_format,
            output_audio_format=output_audio_format,
            tool_choice=tool_choice,
            input_audio_transcription=input_audio_transcription,
            turn_detection=turn_detection,
            temperature=temperature,
            max_response_output_tokens=max_response_output_tokens,
        )
        session = RealtimeSession(
            access=self._access,
            options=replace(self._options, **changes),
            chat_ctx=chat_ctx or ChatContext(),
            fnc_ctx=fnc_ctx,
        )
        self._sessions.append(session)
        return session

    async def aclose(self) -> None:
        """Close every session."""
        await asyncio.gather(*(session.aclose() for session in self.sessions))


def options_of(options: dict[str, Any]) -> RealtimeSessionOptions:
    """The options, checked. Raises ConfigurationError, for a name that is none, too."""
    known = RealtimeSessionOptions.__dataclass_fields__
    for name in options:
        check_that(name in known, f"{name} is no option: there are {', '.join(known)}.")
    return RealtimeSessionOptions(**options)


def check_dialer(dialer: object) -> None:
    """Raise ConfigurationError unless it can dial, or is None."""
    check_that(
        dialer is None or callable(getattr(dialer, "dial", None)),
        f"dialer has a method `dial(endpoint)`, or is None, not {dialer!r}.",
    )


def as_served(options: RealtimeSessionOptions) -> RealtimeSessionOptions:
    """The options, with the names of models that OpenAI serves today."""
    transcription = options.input_audio_transcription
    if transcription is not None and transcription.model is not None:
        transcription = replace(transcription, model=served_transcriber(transcription.model))
    return replace(
        options, model=served_model(options.model), input_audio_transcription=transcription
    )


def dialect_of(dialect: Dialect | None, azure: Azure | None) -> Dialect:
    """The dialect asked for, or the one that Azure speaks, or GA."""
    if dialect is not None:
        check_choice("dialect", dialect, Dialect)
        return dialect
    return "beta" if azure is not None and azure.api_version else "ga"


def azure_base(endpoint: str | None, base_url: str | None) -> str:
    """Where the resource is. Raises ConfigurationError unless it is said once."""
    if endpoint is not None and base_url is not None:
        raise ConfigurationError("azure_endpoint and base_url exclude each other: pass one.")
    check_kind("azure_endpoint", endpoint, str)
    if base_url is not None:
        return base_url
    name = "AZURE_OPENAI_ENDPOINT" if endpoint is None else "azure_endpoint"
    endpoint = os.environ.get(name) if endpoint is None else endpoint
    if endpoint is None:
        raise ConfigurationError(
            "Azure wants an endpoint: set AZURE_OPENAI_ENDPOINT, or pass azure_endpoint=."
        )
    check_url(name, endpoint, AZURE_URL)
    resource = endpoint.rstrip("/").removesuffix("/openai/v1").removesuffix("/openai")
    return f"{resource}/openai"


def azure_of(
    deployment: str | None,
    base_url: str | None,
    api_version: str | None,
    api_key: str | None,
    entra_token: str | None,
) -> Azure:
    """The deployment, and who asks. Raises ConfigurationError for what is missing or no string."""
    if deployment is not None:
        check_name("azure_deployment", deployment)
    check_kind("base_url", base_url, str)
    if api_version is not None:
        check_name("api_version", api_version)
    check_secret("api_key", api_key)
    check_secret("entra_token", entra_token)
    if deployment is None:
        raise ConfigurationError("Azure wants a deployment: pass azure_deployment=.")
    if base_url is None:
        raise ConfigurationError("Azure wants an endpoint: use RealtimeModel.with_azure().")
    check_url("base_url", base_url, f"{AZURE_URL}/openai")
    key = api_key or (None if entra_token else os.environ.get("AZURE_OPENAI_API_KEY"))
    if key is None and entra_token is None:
        raise ConfigurationError(
            "Azure wants a key or a token: set AZURE_OPENAI_API_KEY, or pass api_key= or "
            "entra_token=."
        )
    return Azure(
        base_url=base_url,
        deployment=deployment,
        api_version=api_version,
        api_key=None if entra_token else key,
        entra_token=entra_token,
    )
