"""Shows what the agent says, word by word, at the pace at which it is taken to speak."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from antiphon.errors import ConfigurationError
from antiphon.tokenize import SentenceTokenizer, WordTokenizer, basic
from antiphon.tokenize.tokenizer import PUNCTUATIONS
from antiphon.tokenize.unspaced import count_characters
from antiphon.transcription.callbacks import BeforeForward, unchanged, without_alias
from antiphon.transcription.outbox import Outbox
from antiphon.transcription.pace import SYLLABLES_PER_SECOND, Pace
from antiphon.transcription.segments import Segment, Segments
from antiphon.transcription.voice import Participant, Room, Track, Voice
from antiphon.utils import log_exceptions, shortuuid
from antiphon.utils.aio import TaskSet

__all__ = ["TTSSegmentsForwarder"]

PUNCTUATION = "".join(PUNCTUATIONS)
WORDS = basic.WordTokenizer(ignore_punctuation=False)
SENTENCES = basic.SentenceTokenizer()


class Audio(Protocol):
    """A frame of audio of either library."""

    @property
    def sample_rate(self) -> int: ...
    @property
    def samples_per_channel(self) -> int: ...


class TTSSegmentsForwarder:
    """Publishes what `participant` says, as captions on their `track`, while it is played.

    Each sentence is a segment, which grows by words and then is final. Words follow the clock:
    3.83 syllables a second times `speed`, or the real speed for sentences that begin once the
    audio is complete. Text that is left when the playout has finished is shown at once.

    Speech comes in pieces; the k-th text, the k-th audio and the k-th playout belong together.
    `track` is a track, a publication or the id of either; without it, the first microphone of the
    participant. Raises ValueError if there is none, ConfigurationError for a `speed` that is not
    positive. Made in a running loop, or with `loop`.
    """

    def __init__(
        self,
        *,
        room: Room,
        participant: Participant | str,
        track: Track | str | None = None,
        language: str = "",
        speed: float = 1.0,
        new_sentence_delay: float = 0.4,
        word_tokenizer: WordTokenizer = WORDS,
        sentence_tokenizer: SentenceTokenizer = SENTENCES,
        hyphenate_word: Callable[[str], list[str]] = basic.hyphenate_word,
        before_forward_cb: BeforeForward["TTSSegmentsForwarder"] = unchanged,
        loop: asyncio.AbstractEventLoop | None = None,
        will_forward_transcription: BeforeForward["TTSSegmentsForwarder"] | None = None,
    ) -> None:
        if not speed > 0:
            raise ConfigurationError(f"Nobody speaks at a speed of {speed}: use a positive one.")
        before = without_alias(before_forward_cb, will_forward_transcription)
        self._outbox = Outbox(Voice(room, participant, track), partial(before, self), loop)
        self._language = language
        self._speed = speed * SYLLABLES_PER_SECOND
        self._sentence_gap = new_sentence_delay
        self._words = word_tokenizer
        self._hyphenate = hyphenate_word
        self._segments = Segments(sentence_tokenizer.stream)
        self._shown: list[str] = []
        """Sentences, the last of which may be half a one."""
        self._closed = False
        self._tasks = TaskSet()
        self._task = self._tasks.create_task(self._run(), name="transcript pace", loop=loop)

    @property
    def played_text(self) -> str:
        """What was shown so far; stays when it is closed."""
        return self._words.format_words([text for text in self._shown if text])

    @property
    def closed(self) -> bool:
        """It takes nothing more."""
        return self._closed

    def segment_playout_started(self) -> None:
        """The next piece begins to be heard. Raises RuntimeError once closed, as all below."""
        self._check_open()
        self._segments.start()

    def segment_playout_finished(self) -> None:
        """The piece was heard to its end: show what is left of it."""
        self._check_open()
        self._segments.finish()

    def push_audio(self, frame: Audio) -> None:
        """Add audio to the current piece; only its length matters."""
        self._check_open()
        self._segments.push_audio(frame.samples_per_channel / frame.sample_rate)

    def mark_audio_segment_end(self) -> None:
        """The audio of the piece is complete; of an empty one if there was none."""
        self._check_open()
        self._segments.end_audio()

    def push_text(self, text: str) -> None:
        """Add text to the current piece."""
        self._check_open()
        self._segments.push_text(text)

    def mark_text_segment_end(self) -> None:
        """The text of the piece is complete; of an empty one if there was none."""
        self._check_open()
        self._segments.end_text()

    async def aclose(self) -> None:
        """Show what is left of the pieces that have finished, no more of the others, and end.

        Returns within a second, even if the room does not; harmless when repeated.
        """
        self._closed = True
        self._segments.close()
        await asyncio.gather(self._task, return_exceptions=True)  # what it raises is in the log
        await self._outbox.aclose()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("TTSForwarder is closed")

    @log_exceptions("the words of a tokenizer cannot be shown")
    async def _run(self) -> None:
        async for segment in self._segments:
            await segment.begun()
            await self._show(segment)

    async def _show(self, segment: Segment) -> None:
        pace = Pace(assumed=self._speed, sentence_gap=self._sentence_gap)
        async for sentence in segment.sentences:
            await self._show_sentence(segment, sentence.token, pace)
            pace.sentence_shown()

    async def _show_sentence(self, segment: Segment, sentence: str, pace: Pace) -> None:
        segment_id = shortuuid("SG_")
        self._shown.append("")
        await self._show_words(segment, segment_id, sentence, pace)
        if segment.is_cut:
            return
        self._publish(segment_id, sentence, final=True)
        await segment.pause(self._sentence_gap)

    async def _show_words(
        self, segment: Segment, segment_id: str, sentence: str, pace: Pace
    ) -> None:
        """Show `sentence` word by word, for as long as the piece is played."""
        real = self._real_speed(segment)
        words = self._words.tokenize(sentence)
        for count, word in enumerate(words, start=1):
            if segment.is_over:
                return
            syllables = self._syllables(word)
            seconds = pace.word_seconds(syllables, real=real, elapsed=segment.elapsed)
            lead = pace.lead_seconds(seconds, real=real)
            await segment.pause(lead)
            if segment.is_cut:
                return
            text = self._words.format_words(words[:count]).rstrip(PUNCTUATION)
            self._publish(segment_id, text, final=False)
            await segment.pause(seconds - lead)
            pace.word_shown(syllables)

    def _publish(self, segment_id: str, text: str, *, final: bool) -> None:
        self._shown[-1] = text
        self._outbox.put(segment_id, text, final=final, language=self._language)

    def _real_speed(self, segment: Segment) -> float | None:
        """Syllables a second, by the text and audio of the piece; None until that is complete."""
        if not segment.audio_has_ended or not segment.audio_seconds:
            return None
        syllables = sum(map(self._syllables, self._words.tokenize(segment.text)))
        return syllables / segment.audio_seconds or None

    def _syllables(self, word: str) -> int:
        bare = word.strip(PUNCTUATION)
        return max(len(self._hyphenate(bare)), count_characters(bare)) if bare else 0
