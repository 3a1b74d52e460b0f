"""The embedded model: speech to speech on this machine, without a key, a server or a network."""

import asyncio
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from weakref import WeakSet

from antiphon import clock
from antiphon.llm import LLM, ChatContext, FunctionContext
from antiphon.plugins.local.ears import Ears
from antiphon.plugins.local.endpointing import SAMPLE_RATE, Endpointer, EndpointOptions
from antiphon.plugins.local.session import LocalSession
from antiphon.plugins.local.speech_meter import SpeechMeter
from antiphon.plugins.local.stt import MoonshineSTT
from antiphon.plugins.local.tts import HibariTTS
from antiphon.plugins.local.turn_options import TurnOptions
from antiphon.plugins.local.vad import SileroVAD
from antiphon.plugins.local.vad_ears import VADEars
from antiphon.plugins.local.wheels import RAPIDFUZZ
from antiphon.plugins.local.wording import APOLOGY
from antiphon.realtime import Capabilities
from antiphon.stt import STT
from antiphon.tts import TTS
from antiphon.vad import VAD

if TYPE_CHECKING:
    from antiphon.plugins.local.dialogue.dialogue import Dialogue

__all__ = ["RealtimeModel"]


@runtime_checkable
class Prewarmable(Protocol):
    """An engine that can be loaded before it is needed."""

    async def prewarm(self) -> None: ...


@runtime_checkable
class Closable(Protocol):
    """A text model that holds connections open."""

    async def aclose(self) -> None: ...


class RealtimeModel:
    """Voice activity detection, recognition, a responder and synthesis behind one port.

    `llm` answers in the place of the built-in dialogue; `stt`, `tts` and `vad` take the place of
    the built-in engines; a `vad` alone decides when turns begin and end. Engines are shared by
    all sessions of the process, and loaded on first use. Where `llm` or `stt` fails, the agent says
    `apology` (nothing, where that is empty), an `error` of kind `llm_failed` or
    `transcription_failed` tells why, and the conversation goes on; `llm` is not told that it has
    said so.

    With the default `turn_detection`, a turn ends sooner where what was said sounds finished, and
    later where it does not; with plain `EndpointOptions`, always after the same silence. An answer
    is begun in the pause, by the built-in dialogue and any `llm` that is `Draftable`; where the
    user goes on, it is thrown away unheard, its tools uncalled.
    """

    def __init__(
        self,
        *,
        instructions: str = "",
        llm: LLM | None = None,
        stt: STT | None = None,
        tts: TTS | None = None,
        vad: VAD | None = None,
        turn_detection: EndpointOptions | None = None,
        apology: str = APOLOGY,
    ) -> None:
        self._instructions = instructions
        self._llm = llm
        self._stt = stt or MoonshineSTT()
        self._tts = tts or HibariTTS()
        self._vad = vad
        self._turn_detection = turn_detection or TurnOptions()
        self._apology = apology
        self._sessions: WeakSet[LocalSession] = WeakSet()

    @property
    def capabilities(self) -> Capabilities:
        """It ends turns by itself, can be cut off, and can speak a given text."""
        return Capabilities(
            input_audio_sample_rate=SAMPLE_RATE,
            output_audio_sample_rate=self._tts.sample_rate,
            can_say=True,
            configurable_turns=True,
            end_of_speech_seconds=self._turn_detection.longest_silence,
        )

    def session(self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> LocalSession:
        """A conversation that goes on from `chat_ctx`."""
        session = LocalSession(
            ears=self._ears(),
            turn_detection=self._turn_detection,
            stt=self._stt,
            tts=self._tts,
            make_llm=self._responder,
            instructions=self._instructions,
            chat_ctx=chat_ctx,
            fnc_ctx=fnc_ctx,
            prewarm=self.prewarm,
            apology=self._apology,
        )
        self._sessions.add(session)
        return session

    async def prewarm(self) -> None:
        """Load the engines, off the event loop; a session does so when it begins.

        Raises ConfigurationError where one cannot be had on this machine.
        """
        vad = self._vad or SileroVAD()
        parts: tuple[object, ...] = (vad, self._stt, self._tts, self._llm)
        engines = [part for part in parts if isinstance(part, Prewarmable)]
        await asyncio.gather(*(engine.prewarm() for engine in engines))
        if self._llm is None:
            await asyncio.to_thread(load_dialogue)

    async def aclose(self) -> None:
        """Close every session, and what `llm` holds open."""
        for session in list(self._sessions):
            await session.aclose()
        llm: object = self._llm
        if isinstance(llm, Closable):
            await llm.aclose()

    def _ears(self) -> Ears | VADEars:
        if self._vad is not None:
            return VADEars(self._vad)
        return Ears(SpeechMeter(), Endpointer(self._turn_detection))

    def _responder(self, session: LocalSession) -> LLM:
        return self._llm or built_in_dialogue(session)


def load_dialogue() -> "type[Dialogue]":
    """The small dialogue that answers where no text model was given; slow at the first time."""
    RAPIDFUZZ.load()
    from antiphon.plugins.local.dialogue.dialogue import Dialogue

    return Dialogue


def built_in_dialogue(session: LocalSession) -> LLM:
    """One for `session`, with timers that ring."""
    return load_dialogue()(
        now=clock.local_time, schedule=lambda seconds, _: session.remind(seconds)
    )
