"""Words narrated beside a model that comes and goes: they are said once, in full, whatever happens.

Only what is stopped stops; and the model holds in the end what the ledger says, of what it has
spoken as of what it has written.
"""

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from antiphon.core import messages as m
from tests.core.stage import Stage

WORDS = st.sampled_from(["one ", "two ", "three "])
SENTENCES = st.sampled_from(["It is dry. ", "And it ", "will rain? ", " "])
MS = st.sampled_from([20.0, 700.0, 3000.0])


class Narrated(Stage):
    """A stage with a model that cannot say given words, and a narrator beside it who can."""

    def __init__(self) -> None:
        super().__init__(can_say=False, text_policy="read aloud")
        self.asked: list[str] = []
        """Ids of the requests that the narrator has not begun to answer."""
        self.stopped: list[str] = []
        """Ids of the narrations that the narrator was told to stop."""
        self.remote: list[str] = []
        """Ids of the items that the model holds, in order."""
        self.is_online = True
        self.wanted: str | None = None
        """Id of the request that the model has not answered: for the rest of a lost answer."""
        self.opens()

    def perform(self, effect: m.Effect) -> None:
        super().perform(effect)
        assert self.is_online or not isinstance(effect, m.ModelCommand), "there is no model"
        match effect:
            case m.Narrate():
                self.asked.append(effect.request_id)
            case m.CancelNarration():
                self.stopped.append(effect.response_id)
            case m.CreateResponse():
                self.wanted = effect.request_id
            case m.CreateItem():
                place = 0 if effect.after is None else self.remote.index(effect.after) + 1
                self.remote.insert(place, effect.message.id)
            case m.DeleteItem():
                self.remote.remove(effect.item_id)


class Narrations(RuleBasedStateMachine):
    """A program that has words said, a narrator who says them, a model that is lost at times."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Narrated()
        self.count = 0
        self.open: dict[m.ContentId, str] = {}
        """Narrations that are being made, and their words so far."""
        self.said: dict[str, str] = {}
        """By item: all words of a narration that was made to its end."""
        self.answer: m.ContentId | None = None
        """What the model is saying of its own accord."""
        self.names: list[str] = []
        self.spared: set[str] = set()
        """Names of the sayings that nobody has stopped."""

    def new_id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def over(self) -> dict[str, m.SayingEnded]:
        return {ended.name: ended for ended in self.stage.all(m.SayingEnded)}

    @rule()
    def program_says(self) -> None:
        self.names.append(name := self.new_id("say"))
        self.spared.add(name)
        self.stage.post(m.SayRequested(name=name, text="words"))

    @rule()
    def program_interrupts(self) -> None:
        self.spared &= self.over().keys()
        self.stage.post(m.InterruptRequested())

    @precondition(lambda self: self.stage.asked)
    @rule(word=WORDS)
    def narrator_begins(self, word: str) -> None:
        request_id = self.stage.asked.pop()
        content = self.stage.begins(self.new_id("narration"), request_id=request_id)
        self.open[content] = ""
        self.narrator_goes_on(word)

    @precondition(lambda self: self.open)
    @rule(word=WORDS)
    def narrator_goes_on(self, word: str) -> None:
        content = list(self.open)[-1]
        self.open[content] += word
        if content in self.stage.tracks:
            self.stage.says(content, word)

    @precondition(lambda self: self.open)
    @rule()
    def narrator_ends(self) -> None:
        content, words = self.open.popitem()
        self.said[content.item_id] = words.strip()
        self.stage.ends(content)

    @precondition(lambda self: self.stage.stopped)
    @rule()
    def narrator_obeys(self) -> None:
        response_id = self.stage.stopped.pop()
        self.open = {c: words for c, words in self.open.items() if c.response_id != response_id}
        self.stage.post(m.ResponseDone(response_id=response_id, status="cancelled"))

    @precondition(lambda self: self.stage.is_online and self.answer is None)
    @rule(word=WORDS)
    def model_answers(self, word: str) -> None:
        response_id = self.new_id("response")
        self.stage.remote.append(f"item_{response_id}")
        self.answer = self.stage.begins(response_id, request_id=self.stage.wanted)
        self.stage.wanted = None
        if self.answer in self.stage.tracks:  # it was not called off before it began
            self.stage.says(self.answer, word)

    @precondition(lambda self: self.stage.is_online and self.answer is None)
    @rule(sentence=SENTENCES)
    def model_writes(self, sentence: str) -> None:
        response_id = self.new_id("response")
        self.stage.remote.append(f"item_{response_id}")
        self.answer = self.stage.begins(response_id, kind="text", request_id=self.stage.wanted)
        self.stage.wanted = None
        self.model_writes_on(sentence)

    @precondition(lambda self: self.answer)
    @rule(sentence=SENTENCES)
    def model_writes_on(self, sentence: str) -> None:
        if self.answer is not None:
            self.stage.post(m.TextArrived(content=self.answer, text=sentence))

    @precondition(lambda self: self.answer)
    @rule()
    def model_ends(self) -> None:
        if self.answer is not None:
            self.stage.ends(self.answer)
        self.answer = None

    @precondition(lambda self: self.stage.is_online)
    @rule()
    def model_is_lost(self) -> None:
        self.stage.is_online, self.stage.wanted, self.answer = False, None, None
        self.stage.post(m.ModelLost(message="gone"))

    @precondition(lambda self: not self.stage.is_online)
    @rule()
    def model_is_restored(self) -> None:
        self.stage.is_online = True
        self.stage.remote.clear()
        self.stage.post(m.ModelRestored())

    @rule(ms=MS)
    def time_passes(self, ms: float) -> None:
        self.stage.plays(ms)

    @invariant()
    def who_was_not_stopped_was_heard_in_full_once(self) -> None:
        over = self.over()
        assert len(over) == len(self.stage.all(m.SayingEnded)), "a saying is over twice"
        assert not any(over[name].interrupted for name in self.spared & over.keys())
        heard = [over[name].heard_text for name in self.names if name in self.spared & over.keys()]
        assert all(text in self.said.values() for text in heard), "not all of it was heard"

    def teardown(self) -> None:
        if not self.stage.is_online:
            self.model_is_restored()
        for _ in range(100):
            self._end_a_round()
        assert self.over().keys() == set(self.names), "something is never over"
        assert self.stage.conversation.state == "listening"
        told = [message.id for message in self.stage.history.primed().messages]
        assert self.stage.remote == told, "the model holds something else than the ledger"

    def _end_a_round(self) -> None:
        if self.stage.stopped:
            self.narrator_obeys()
        if self.stage.asked:
            self.narrator_begins("four")
        if self.open:
            self.narrator_ends()
        if self.stage.wanted:
            self.model_answers("five.")
        self.model_ends()
        self.stage.plays()


TestNarrations = pytest.mark.timeout(60)(Narrations.TestCase)
TestNarrations.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
