"""Makes one answer: the responder's text, sentence by sentence, into speech.

| part    | is                                                                                  |
|---------|-------------------------------------------------------------------------------------|
| answer  | what the responder wrote, or what was to be said                                    |
| apology | behind it, or alone: the agent's own words, where an engine has failed; no part     |
|         | where there are none                                                                |

Each is an item of its own, for a responder that read an apology as its own would repeat it.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from antiphon import clock
from antiphon.core import messages as m
from antiphon.errors import ModelError
from antiphon.llm import LLM, ChatContext, FunctionContext
from antiphon.metrics import InputTokenDetails, MultimodalLLMMetrics, OutputTokenDetails
from antiphon.plugins.local.cancellation import not_cancelled_within
from antiphon.plugins.local.engines import Errand, Urgency
from antiphon.plugins.local.parts import Part
from antiphon.plugins.local.sentences import by_sentence
from antiphon.plugins.local.wording import PULSE_SECONDS, Wording
from antiphon.realtime import ModelEvent
from antiphon.tts import TTS

__all__ = ["Answer", "apology_of"]

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
        urgency: Urgency = Urgency.AWAITED,
    ) -> None:
        """Its first clause is as urgent as said."""
        self.response_id = response_id
        self._tts = tts
        self._apology = apology
        self._report = report
        self._wanted = wanted
        self._wording = Wording(response_id, report)
        content = m.ContentId(response_id=response_id, item_id=f"item_{response_id}")
        self._part = Part(content, report)
        """The one that is spoken now."""
        self._began = clock.now()
        self._began_at = clock.wall()
        self._first_token: float | None = None
        self._errand = Errand(urgency)

    def hurry(self) -> None:
        """Somebody waits for it now, in silence until its first clause is there."""
        if self._errand.urgency is Urgency.GUESSED:
            self._errand.urgency = Urgency.AWAITED

    async def respond(
        self, llm: LLM, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None
    ) -> None:
        """Say what `llm` answers to `chat_ctx`, and ask for the tools that it calls; where it
        fails, apologize."""
        text = self._timed(self._wording.text(llm, chat_ctx, fnc_ctx))
        async with aclosing(text), aclosing(by_sentence(text)) as sentences:
            async for sentence in sentences:
                await self._speak(sentence)
        self._part.end()
        if self._wording.failure is not None:
            await self.apologize()
        if calls := self._wording.calls:
            self._report(m.ToolCallsReceived(response_id=self.response_id, calls=tuple(calls)))
        await self._wanted()

    async def apologize(self) -> None:
        """Say that something has failed, if there are words for it."""
        content = m.ContentId(response_id=self.response_id, item_id=apology_of(self.response_id))
        self._part = Part(content, self._report)
        if self._apology:
            await self.say(self._apology)

    async def say(self, text: str) -> None:
        """Speak `text` as it stands."""
        self._note_token()
        await self._speak(text)
        self._part.end()
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
        is_mute = any(map(str.isalnum, text))
        with self._errand.under_way(), not_cancelled_within("The voice"):
            async for clause in self._tts.synthesize(text):
                is_mute = False
                self._part.utter(clause)
                self._errand.urgency = Urgency.AHEAD
                await self._wanted()
                await self._until_needed()
        if is_mute:
            raise ModelError("The voice has nothing to say where there are words.")

    async def _until_needed(self) -> None:
        """Wait until whoever listens may have heard enough to want more."""
        while self._part.seconds_ahead > MOST_AHEAD:
            await asyncio.sleep(PULSE_SECONDS)
            self._wording.go_on()


def apology_of(response_id: str) -> str:
    """The id of the item in which the agent apologizes, if it does, in that response."""
    return f"item_{response_id}_apology"
