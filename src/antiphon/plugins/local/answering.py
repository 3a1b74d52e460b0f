"""Makes one answer: the responder's text, sentence by sentence, into speech."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from antiphon import clock
from antiphon.core import messages as m
from antiphon.llm import LLM, ChatContext, FunctionContext
from antiphon.metrics import InputTokenDetails, MultimodalLLMMetrics, OutputTokenDetails
from antiphon.plugins.local.engines import Errand, Urgency
from antiphon.plugins.local.sentences import by_sentence
from antiphon.plugins.local.wording import PULSE_SECONDS, Wording
from antiphon.realtime import AudioDelta, ModelEvent
from antiphon.realtime.speech import text_of
from antiphon.tts import TTS, SynthesizedAudio

__all__ = ["Answer"]

MOST_AHEAD = 60.0
"""Seconds of speech that may be made before they can have been heard: a text model that goes on for
ever does not fill the memory."""
LABEL = "antiphon.plugins.local.RealtimeModel"


class Answer:
    """A response while it is made: what of it was said, and when it began to be heard.

    After each clause it waits until the answer is `wanted`, and so it does at the end; and while
    more than a minute of it has yet to be heard.
    """

    def __init__(
        self,
        response_id: str,
        *,
        tts: TTS,
        apology: str,
        report: Callable[[ModelEvent], None],
        wanted: Callable[[], Awaitable[None]],
    ) -> None:
        self.response_id = response_id
        self._tts = tts
        self._report = report
        self._wanted = wanted
        self._wording = Wording(response_id, apology=apology, report=report)
        self._content = m.ContentId(response_id=response_id, item_id=f"item_{response_id}")
        self._began = clock.now()
        self._began_at = clock.wall()
        self._first_token: float | None = None
        self._errand = Errand()
        self._has_begun = False
        self._begun_at = 0.0
        self._spoken_ms = 0.0

    async def respond(
        self, llm: LLM, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None
    ) -> None:
        """Say what `llm` answers to `chat_ctx`, and ask for the tools that it calls."""
        text = self._timed(self._wording.text(llm, chat_ctx, fnc_ctx))
        async with aclosing(text), aclosing(by_sentence(text)) as sentences:
            async for sentence in sentences:
                await self._speak(sentence)
        self._end_speech()
        if calls := self._wording.calls:
            self._report(m.ToolCallsReceived(response_id=self.response_id, calls=tuple(calls)))
        await self._wanted()

    async def say(self, text: str) -> None:
        """Speak `text` as it stands."""
        self._note_token()
        await self._speak(text)
        self._end_speech()
        await self._wanted()

    def metrics(self, *, cancelled: bool) -> MultimodalLLMMetrics:
        """How long it took; the embedded model counts no tokens."""
        return MultimodalLLMMetrics(
            request_id=self.response_id,
            timestamp=self._began_at,
            ttft=-1.0 if self._first_token is None else self._first_token - self._began,
            duration=clock.now() - self._began,
            label=LABEL,
            cancelled=cancelled,
            completion_tokens=0,
            prompt_tokens=0,
            total_tokens=0,
            tokens_per_second=0.0,
            error=self._wording.failure,
            input_token_details=InputTokenDetails(),
            output_token_details=OutputTokenDetails(),
        )

    async def _timed(self, text: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
        """`text`, the time of its first piece noted."""
        async with aclosing(text):
            async for piece in text:
                self._note_token()
                yield piece

    def _note_token(self) -> None:
        if self._first_token is None:
            self._first_token = clock.now()

    async def _speak(self, text: str) -> None:
        with self._errand.under_way():
            async for clause in self._tts.synthesize(text):
                if not self._has_begun:
                    self._begin_speech()
                self._utter(clause)
                await self._wanted()
                await self._until_needed()

    async def _until_needed(self) -> None:
        """Wait until whoever listens may have heard enough to want more."""
        while self._spoken_ms / 1000 - (clock.now() - self._begun_at) > MOST_AHEAD:
            await asyncio.sleep(PULSE_SECONDS)
            self._wording.go_on()

    def _begin_speech(self) -> None:
        self._has_begun = True
        self._begun_at = clock.now()
        self._errand.urgency = Urgency.AHEAD
        self._report(m.ContentAdded(content=self._content))

    def _utter(self, clause: SynthesizedAudio) -> None:
        self._report(text_of(self._content, clause, self._spoken_ms))
        if clause.frame.samples_per_channel:
            self._report(AudioDelta(content=self._content, frame=clause.frame))
        self._spoken_ms += clause.frame.duration * 1000

    def _end_speech(self) -> None:
        if self._has_begun:
            self._report(m.ContentDone(content=self._content))
