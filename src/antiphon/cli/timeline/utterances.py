"""Who said what when, from what was told and from the sound."""

from collections.abc import Sequence
from dataclasses import dataclass

from antiphon.audio import Envelope
from antiphon.cli.chronicle import AGENT, CALLER
from antiphon.cli.timeline.lines import (
    AgentCommitted,
    AgentInterrupted,
    AgentStarted,
    AgentStopped,
    Line,
    UserCommitted,
    UserStarted,
    UserStopped,
)
from antiphon.cli.timeline.model import Cut, Span, Utterance, Word
from antiphon.cli.timeline.sound import Sound
from antiphon.cli.timeline.wording import heard_up_to, laid_out
from antiphon.core.history import INTERRUPTED_MARK

__all__ = ["Answer", "Question", "answers", "questions"]

VOICED = 3
"""Of 255: what would have been as loud is voice."""
STEP = Envelope.STEP_MS / 1000
LIKE_MS = 500.0
"""So far may the length of a part be from the one that was told, where only times are known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UserTurn:
    """From when the user was noticed to speak, and until when."""

    began: float
    noticed: UserStopped


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A turn of the user's whose words are known."""

    utterance: Utterance
    noticed: UserStopped
    """Its end."""
    committed: UserCommitted


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A part of an answer that was heard, if only its first sample."""

    utterance: Utterance
    started: AgentStarted


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """From when a part of an answer was played, and until when."""

    started: AgentStarted
    stopped: AgentStopped

    @property
    def heard_ms(self) -> float:
        """How much of it was heard."""
        if self.stopped.heard_ms is not None:
            return self.stopped.heard_ms
        return (self.stopped.t - self.started.t) * 1000

    def at(self, ms: float) -> float:
        """When that position was heard, or would have been."""
        stood_still = sum(gap for behind, gap in self.stopped.gaps if behind < ms)
        return self.started.t + (ms + stood_still) / 1000


def questions(lines: Sequence[Line], sound: Sound | None) -> list[Question]:
    """What the user said, in order."""
    return [question(turn, words, sound) for turn, words in understood(lines)]


def understood(lines: Sequence[Line]) -> list[tuple[UserTurn, UserCommitted]]:
    """Each turn whose words are known, and these."""
    found: list[tuple[UserTurn, UserCommitted]] = []
    waiting: list[UserTurn] = []
    words: list[UserCommitted] = []
    began: float | None = None
    for line in lines:
        match line:
            case UserStarted():
                began = line.t
            case UserStopped():
                found += matched(waiting, words)
                waiting.append(UserTurn(began=line.t if began is None else began, noticed=line))
                began = None
            case UserCommitted():
                words.append(line)
    return [*found, *matched(waiting, words)]


def matched(
    waiting: list[UserTurn], words: list[UserCommitted]
) -> list[tuple[UserTurn, UserCommitted]]:
    """Words that came between the ends of two turns, each with its turn: they are those of the last
    turns that wait for any, and what waited before was a noise."""
    count = min(len(waiting), len(words))
    pairs = list(zip(waiting[len(waiting) - count :], words[len(words) - count :], strict=True))
    if words:
        waiting.clear()
        words.clear()
    return pairs


def question(turn: UserTurn, committed: UserCommitted, sound: Sound | None) -> Question:
    span = (turn.began, turn.noticed.t)
    voiced: list[Span] = []
    if sound is not None:
        span = sound.caller_spoke(span)
        voiced = sound.voiced(0, span)
    utterance = Utterance(
        speaker=committed.participant or CALLER,
        start=span[0],
        end=span[1],
        words=tuple(laid_out(committed.text, span, voiced)),
    )
    return Question(utterance=utterance, noticed=turn.noticed, committed=committed)


def answers(lines: Sequence[Line], sound: Sound | None) -> list[Answer]:
    """What was heard of the agent, in order."""
    commits = [line for line in lines if isinstance(line, AgentCommitted | AgentInterrupted)]
    found: list[Answer] = []
    for part in parts(lines):
        commit = take_commit(commits, part)
        found.append(Answer(utterance=spoken(part, commit, sound), started=part.started))
    return found


def parts(lines: Sequence[Line]) -> list[Part]:
    """Each part that was played; one that never ended lasts until the last line."""
    started: AgentStarted | None = None
    found: list[Part] = []
    for line in lines:
        if isinstance(line, AgentStarted):
            started = line
        elif isinstance(line, AgentStopped) and started is not None:
            found.append(Part(started=started, stopped=line))
            started = None
    if started is not None:
        found.append(Part(started=started, stopped=AgentStopped(t=lines[-1].t)))
    return found


def take_commit(
    commits: list[AgentCommitted | AgentInterrupted], part: Part
) -> AgentCommitted | AgentInterrupted | None:
    """What was told of that part, once it had ended; None where no word of it was heard."""
    near_ms = LIKE_MS if part.stopped.heard_ms is None else 1.0
    for commit in commits:
        if commit.t >= part.stopped.t and abs(commit.heard_ms - part.heard_ms) <= near_ms:
            commits.remove(commit)
            return commit
    return None


def spoken(
    part: Part, commit: AgentCommitted | AgentInterrupted | None, sound: Sound | None
) -> Utterance:
    heard = commit.text if commit is not None else ""
    if isinstance(commit, AgentInterrupted):
        heard = heard.removesuffix(INTERRUPTED_MARK)
    words = heard_up_to(words_of(part, part.stopped.text or heard, sound), heard)
    end = part.at(part.heard_ms)
    is_whole = isinstance(commit, AgentCommitted)
    return Utterance(
        speaker=AGENT,
        start=part.started.t,
        end=end,
        words=tuple(words),
        cut=None if is_whole else cut(part, commit),
    )


def cut(part: Part, commit: AgentCommitted | AgentInterrupted | None) -> Cut:
    generated = part.stopped.generated_ms or (commit.generated_ms if commit is not None else 0.0)
    return Cut(
        at=part.at(part.heard_ms),
        heard=part.heard_ms / 1000,
        generated=max(generated, part.heard_ms) / 1000,
        unheard=loudness(part),
        since=part.at(part.heard_ms) - part.heard_ms % Envelope.STEP_MS / 1000,
    )


def loudness(part: Part) -> tuple[int, ...]:
    """How loud what was not heard would have been, 255 being full scale."""
    return tuple(round((int(digit, 36) / 35) ** 2 * 255) for digit in part.stopped.unheard)


def words_of(part: Part, text: str, sound: Sound | None) -> list[Word]:
    """The words with their times: as the model gave them, else estimated."""
    if part.stopped.words:
        timed = part.stopped.words
        return [Word(text=word, start=part.at(a), end=part.at(b)) for word, a, b in timed]
    heard_end = part.at(part.heard_ms)
    unheard = [
        (heard_end + n * STEP, heard_end + (n + 1) * STEP)
        for n, level in enumerate(loudness(part))
        if level >= VOICED
    ]
    heard = [] if sound is None else sound.voiced(1, (part.started.t, heard_end))
    end = max([heard_end, *(b for _, b in unheard)])
    return laid_out(text, (part.started.t, end), [*heard, *unheard])
