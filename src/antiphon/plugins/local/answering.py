"""Makes one answer: the responder's text, sentence by sentence, into speech."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing

from antiphon import clock
from antiphon.core import messages as m
from antiphon.llm import LLM, ChatContext, FunctionContext
from antiphon.metrics import InputTokenDetails, MultimodalLLMMetrics, OutputTokenDetails
from antiphon.plugins.local.engines import Errand, Urgency
from antiphon.plugins.local.wording import Wording
from antiphon.realtime import AudioDelta, ModelEvent
from antiphon.realtime.speech import text_of
from antiphon.tokenize import basic
from antiphon.tts import TTS, SynthesizedAudio

__all__ = ["Answer"]

SHORTEST_SENTENCE = 8
"""Characters: "Sure." alone is not worth a breath, and the sentence behind it comes soon."""
LABEL = "antiphon.plugins.local.RealtimeModel"


class Answer:
    """A response while it is made: what of it was said, and when it began to be heard.

    After each clause it waits until the answer is `wanted`, and so it does at the end.
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

    def _begin_speech(self) -> None:
        self._has_begun = True
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


async def by_sentence(pieces: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """The same text in whole sentences, each as soon as the next one has begun."""
    tokenizer = basic.SentenceTokenizer(min_sentence_len=SHORTEST_SENTENCE)
    rest = ""
    async for piece in pieces:
        rest += piece
        sentences = tokenizer.tokenize(rest)
        cut = rest.rfind(sentences[-1]) if sentences else 0
        if cut > 0 and rest[:cut].strip():
            yield rest[:cut]
            rest = rest[cut:]
    if rest.strip():
        yield rest
