"""Understands one turn, and decides on the answer: a pure function of what is known before it."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from json import dumps
from typing import Any

from antiphon.llm.chat_context import ToolCall
from antiphon.llm.function_context import FunctionArgInfo, FunctionInfo
from antiphon.plugins.local.dialogue import parameters, smalltalk
from antiphon.plugins.local.dialogue.answers import read_answer, read_correction
from antiphon.plugins.local.dialogue.arguments import fill_surely
from antiphon.plugins.local.dialogue.closers import is_closer, without_closers
from antiphon.plugins.local.dialogue.corrections import Correction, correction_in
from antiphon.plugins.local.dialogue.intents import INTENTS, phrasings
from antiphon.plugins.local.dialogue.memory import Answer, Memory, Request, Scene, ToolRequest
from antiphon.plugins.local.dialogue.openers import is_preface, opener_length, preface_length
from antiphon.plugins.local.dialogue.recognition import CLEAR, SURE, Match, Recogniser
from antiphon.plugins.local.dialogue.requests import as_command, command_in
from antiphon.plugins.local.dialogue.tools import Choice, Toolbox
from antiphon.plugins.local.dialogue.words import Utterance, clauses, content, listen

__all__ = ["Interpreter"]

_RECOGNISER = Recogniser(phrasings())
_TOOL_FAVOUR = 0.1
"""What a tool that was mentioned may lack against an intent: tools come before our own skills."""
_COURTESIES = frozenset("yes no thanks fine greet".split())
"""Intents that are no wishes."""
_SMALL_CHANGE = _COURTESIES - {"fine"}
"""Those that may go with any other: `oh, I'm great, thank you`."""
_LITTLE = 2
"""So many words that carry a meaning are not missed beside a courtesy."""


class Interpreter:
    """Reads what the user says in the light of what is known."""

    def __init__(self, memory: Memory, scene: Scene, toolbox: Toolbox) -> None:
        self._before = memory
        self._memory = memory.but(asked="", offered="")
        self._scene = scene
        self._toolbox = toolbox
        self._pending = _pending(memory.last, toolbox)

    def answer(self, text: str) -> Answer:
        """What to say to `text`, or which tool to call, and what is known then."""
        said = _heard(text)
        return (
            self._accept_offer(said)
            or self._fill_in_call(said)
            or self._fill_in_request(said)
            or self._understand_clearest_part(said, text)
            or self._understand(said)
            or self._call_again(said)
            or self._correct(said)
            or self._understand_part(text)
            or self._ask_again()
            or self._guess(said)
            or smalltalk.miss(self._memory, self._scene)
        )

    def _understand(self, said: Utterance) -> Answer | None:
        """What is clearly asked for, of a tool or of ourselves."""
        match = self._match(said)
        choice = self._toolbox.choose(said)
        if choice and (match is None or self._favoured(choice) >= match.score):
            return self._call(
                choice.tool, {**self._kept(choice.tool, said), **choice.filled.values}
            )
        return self._carry_out(match.intent, match.slot) if match else None

    def _favoured(self, choice: Choice) -> float:
        """The score of a tool, to be compared with that of an intent."""
        return choice.score + (_TOOL_FAVOUR if choice.is_mentioned else 0.0)

    def _match(self, said: Utterance) -> Match | None:
        """Our own intent that is clearly meant."""
        for intent in INTENTS.values():
            slot = intent.reads(said, self._memory) if intent.reads else None
            if slot:
                return Match(intent=intent.name, slot=slot, score=1.0)
        match = _RECOGNISER.best(said)
        return match if match and match.score >= SURE else None

    def _guess(self, said: Utterance) -> Answer | None:
        """What the words are about, where nothing was clearly asked for."""
        match = _RECOGNISER.guess(said)
        return self._carry_out(match.intent, match.slot) if match else None

    def _is_clear(self, said: Utterance) -> bool:
        """Whether this is a wish of its own, whatever else we were waiting for."""
        match = self._match(said)
        return match is not None and match.score >= CLEAR

    def _is_courtesy(self, said: Utterance) -> bool:
        match = self._match(said)
        return match is not None and match.score >= CLEAR and match.intent in _COURTESIES

    def _carry_out(self, name: str, slot: Utterance) -> Answer:
        intent = INTENTS[name]
        answer = replace(intent.carry_out(slot, self._memory, self._scene), intent=name)
        if intent.trace == "passing":
            return answer
        if intent.trace == "final" or answer.memory.asked:
            return replace(answer, memory=answer.memory.but(last=None, before=None))
        done = Request(intent=name, slot=slot)
        before = self._memory.but(before=None)
        return replace(answer, memory=answer.memory.but(last=done, before=before))

    def _call(self, tool: FunctionInfo, values: Mapping[str, Any]) -> Answer:
        """A call of `tool`, or the question for what it still needs."""
        before = self._memory.but(before=None)
        for argument in tool.arguments.values():
            if parameters.is_required(argument) and argument.name not in values:
                asked = ToolRequest(tool=tool.name, arguments=values, missing=argument.name)
                return Answer(parameters.question(argument), self._memory.but(last=asked))
        call = ToolCall(
            call_id=f"call_{uuid.uuid4().hex[:12]}", name=tool.name, arguments=dumps(dict(values))
        )
        made = ToolRequest(tool=tool.name, arguments=values)
        return Answer("", self._memory.but(last=made, before=before), calls=(call,))

    def _accept_offer(self, said: Utterance) -> Answer | None:
        """What the user said yes to."""
        match = self._match(said) if self._before.offered else None
        if match is None or match.intent != "yes":
            return None
        return self._carry_out(self._before.offered, match.slot)

    def _fill_in_call(self, said: Utterance) -> Answer | None:
        """The call that lacked what the user says now."""
        if self._pending is None:
            return None
        tool, argument = self._pending
        self._memory = self._memory.but(last=None)
        anything_fits = parameters.is_text(argument) and not argument.choices
        if (anything_fits and self._is_clear(said)) or self._toolbox.choose(said):
            return None
        values = read_answer(tool, argument, said)
        return self._call(tool, {**values, **self._known_arguments()}) if values else None

    def _ask_again(self) -> Answer | None:
        """The question that is open, where the user's words answered nothing."""
        if self._pending is None:
            return None
        question = parameters.question(self._pending[1])
        return Answer(f"Sorry, I didn't get that. {question}", self._before)

    def _kept(self, tool: FunctionInfo, said: Utterance) -> Mapping[str, Any]:
        """The arguments of the last call that stay: of the same tool, where that is corrected."""
        last = self._before.last
        is_same = isinstance(last, ToolRequest) and last.tool == tool.name
        return self._known_arguments() if is_same and correction_in(said) else {}

    def _known_arguments(self) -> Mapping[str, Any]:
        last = self._before.last
        return last.arguments if isinstance(last, ToolRequest) else {}

    def _fill_in_request(self, said: Utterance) -> Answer | None:
        """The request that lacked what the user says now."""
        intent = INTENTS.get(self._before.asked)
        if intent is None or not intent.accepts(said) or self._is_clear(said):
            return None
        return self._carry_out(intent.name, said)

    def _correct(self, said: Utterance) -> Answer | None:
        """The last request again, with the user's correction."""
        correction = correction_in(said)
        if correction is None or self._is_courtesy(correction.right):
            return None
        return (
            self._correct_request(correction)
            or self._correct_call(correction.right)
            or self._understand(correction.right)
            or self._understand_part(correction.right.text)
            or Answer("I'm not sure what to change. Could you say it in full?", self._before)
        )

    def _correct_request(self, correction: Correction) -> Answer | None:
        """Our own last request, taken back and carried out as corrected."""
        last, before = self._memory.last, self._memory.before
        if not isinstance(last, Request) or before is None:
            return None
        slot = self._corrected_slot(last, correction)
        if slot is None:
            return None
        self._memory = before
        return self._carry_out(last.intent, slot)

    def _corrected_slot(self, last: Request, correction: Correction) -> Utterance | None:
        """The slot of the last request as it should have been; None where it is another wish."""
        match = self._match(correction.right)
        if match and match.intent == last.intent:
            return match.slot
        corrects = INTENTS[last.intent].corrects
        if corrects is None or self._is_clear(correction.right):
            return None
        return corrects(last.slot, correction)

    def _correct_call(self, right: Utterance) -> Answer | None:
        """The last call of a tool, with what was corrected."""
        last = self._memory.last
        tool = self._toolbox.get(last.tool) if isinstance(last, ToolRequest) else None
        if tool is None or self._is_clear(right) or self._toolbox.choose(right):
            return None
        values = read_correction(tool, right)
        return self._call(tool, {**self._known_arguments(), **values}) if values else None

    def _call_again(self, said: Utterance) -> Answer | None:
        """The last call of a tool with what is now said of `it`: `turn it off`."""
        last = self._memory.last
        tool = self._toolbox.get(last.tool) if isinstance(last, ToolRequest) else None
        if tool is None or "it" not in said.words or not command_in(said):
            return None
        values = fill_surely(tool, said)
        return self._call(tool, {**self._known_arguments(), **values}) if values else None

    def _understand_clearest_part(self, said: Utterance, text: str) -> Answer | None:
        """The wish that one clause says clearly, where the whole is only like one.

        In `I missed that, would you repeat it?` both halves are a wish, and the whole resembles
        another one.
        """
        whole = self._match(said)
        if whole is None or whole.score >= CLEAR or self._toolbox.choose(said):
            return None
        parts = (part for part in _parts(text) if not is_preface(part.words))
        matches = filter(None, map(self._match, parts))
        clear = [
            each for each in matches if each.score >= CLEAR and each.intent not in _SMALL_CHANGE
        ]
        return self._carry_out(clear[-1].intent, clear[-1].slot) if clear else None

    def _understand_part(self, text: str) -> Answer | None:
        """What is asked for in one of several clauses, the last one first.

        A courtesy, such as `yes` or `thanks`, is all that was said only where little else was; of
        several the first counts: `no, it's okay`.
        """
        parts = _parts(text)
        if len(parts) < 2:
            return None
        answers = [self._understand(part) for part in parts]
        wishes = [each for each in answers if each and each.intent not in _COURTESIES]
        if wishes:
            return wishes[-1]
        pairs = zip(parts, answers, strict=True)
        missed = [part for part, answer in pairs if answer is None]
        rest = sum(len(content(part.words)) for part in missed)
        if rest > _LITTLE or any(map(_is_wish, missed)):
            return None
        return next(filter(None, answers), None)


def _is_wish(said: Utterance) -> bool:
    """Whether something is asked for in so many words: `I'd like a coffee`."""
    return opener_length(said.words) > preface_length(said.words)


def _heard(text: str) -> Utterance:
    """What `text` says, without what politeness adds to it."""
    return as_command(without_closers(listen(text)))


def _parts(text: str) -> list[Utterance]:
    """What each clause of `text` says that does not only round off another."""
    return [part for part in map(_heard, clauses(text)) if not is_closer(part)]


def _pending(
    last: Request | ToolRequest | None, toolbox: Toolbox
) -> tuple[FunctionInfo, FunctionArgInfo] | None:
    """The tool that waits for an argument, and which one."""
    if not isinstance(last, ToolRequest):
        return None
    tool = toolbox.get(last.tool)
    argument = tool.arguments.get(last.missing) if tool else None
    return (tool, argument) if tool and argument else None
