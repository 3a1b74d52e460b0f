"""Makes sessions of a model of 0.12 into sessions that the conversation knows."""

from inspect import isawaitable

from antiphon.errors import ConfigurationError
from antiphon.llm import ChatContext, FunctionContext
from antiphon.realtime.adapter.protocol import _RealtimeAPI
from antiphon.realtime.adapter.session import AdaptedSession
from antiphon.realtime.port import Capabilities, RealtimeModel

__all__ = ["AdaptedModel", "adapt"]

FRAME_MS = 100
OUTPUT_RATE = 24_000


class AdaptedModel:
    """A `RealtimeModel` over a model that was written for 0.12."""

    def __init__(self, model: _RealtimeAPI) -> None:
        self._model = model

    @property
    def capabilities(self) -> Capabilities:
        """As the model has them; whether it ends turns by itself, each of its sessions knows."""
        old = self._model.capabilities
        return Capabilities(
            supports_truncate=old.supports_truncate,
            input_audio_sample_rate=old.input_audio_sample_rate,
            output_audio_sample_rate=OUTPUT_RATE,
            input_frame_ms=FRAME_MS,
            server_vad_enabled=False,  # be told that a turn is over; the session knows what of it
            wants_text=old.supports_truncate,
        )

    def session(self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> AdaptedSession:
        """One session of the model; nothing that it emits is lost from here on."""
        session = self._model.session(chat_ctx=chat_ctx, fnc_ctx=fnc_ctx)
        return AdaptedSession(session, is_noted=self._model.capabilities.supports_truncate)

    async def aclose(self) -> None:
        """Close the model, where it can be closed."""
        close = getattr(self._model, "aclose", None)
        closing = close() if callable(close) else None
        if isawaitable(closing):
            await closing


def adapt(model: RealtimeModel | _RealtimeAPI) -> RealtimeModel:
    """The model as the conversation knows it: itself, or an adapter around an object of 0.12.

    An object whose `capabilities` are a `Capabilities` is taken as it is. Raises ConfigurationError
    for what is neither.
    """
    if isinstance(getattr(model, "capabilities", None), Capabilities):
        return model  # type: ignore[return-value] # its capabilities say so
    if not (hasattr(model, "capabilities") and callable(getattr(model, "session", None))):
        raise ConfigurationError(
            f"model is an object with capabilities and session(), not {type(model).__name__}"
        )
    return AdaptedModel(model)  # type: ignore[arg-type] # as far as an object can be asked
