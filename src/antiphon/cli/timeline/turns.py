"""How long each turn took, and what for.

| phase    | from                                  | until                                |
|----------|---------------------------------------|--------------------------------------|
| `turn`   | the end of the user's voice           | the end of the turn was noticed      |
| `text`   | that                                  | the words were known                 |
| `choice` | the words, or the end of the turn     | a tool was asked for                 |
| `tool`   | that                                  | it had ended                         |
| `token`  | the answer was begun, or what came    | its first token                      |
|          | before, where that is not known       |                                      |
| `audio`  | that                                  | its first audio                      |
| `heard`  | that                                  | its first sample was heard           |

What is not known is left out, and the next phase begins earlier.
"""

from collections.abc import Sequence

from antiphon.cli.calls import Call as ToolCall
from antiphon.cli.timeline.lines import CallsCollected, CallsFinished, Line, MetricsCollected
from antiphon.cli.timeline.model import Phase, PhaseName, ToolRun, Turn
from antiphon.cli.timeline.utterances import Answer, Question

__all__ = ["tool_runs", "turns"]


def tool_runs(lines: Sequence[Line]) -> list[ToolRun]:
    """The tool calls, in the order in which they were asked for."""
    asked = [line.t for line in lines if isinstance(line, CallsCollected)]
    found: list[ToolRun] = []
    for line in lines:
        if not isinstance(line, CallsFinished):
            continue
        start = asked.pop(0) if asked and asked[0] <= line.t else line.t
        for told in line.calls:
            call = ToolCall(
                name=told.name, arguments=told.arguments, result=told.result, error=told.error
            )
            run = ToolRun(
                start=start,
                end=line.t if told.ms is None else min(start + told.ms / 1000, line.t),
                name=call.name,
                invocation=call.invocation,
                outcome=call.outcome,
                failed=call.error is not None,
            )
            found.append(run)
    return found


def turns(
    lines: Sequence[Line],
    asked: Sequence[Question],
    given: Sequence[Answer],
    tools: Sequence[ToolRun],
    duration: float,
) -> list[Turn]:
    """The turns, in order; what the agent says before the first belongs to none."""
    tokens = {
        line.metrics.request_id: line.metrics.ttft
        for line in lines
        if isinstance(line, MetricsCollected) and line.metrics.ttft >= 0
    }
    ends = [question.noticed.t for question in asked]
    found: list[Turn] = []
    for n, question in enumerate(asked):
        since, until = ends[n], ends[n + 1] if n + 1 < len(ends) else duration + 1.0
        mine = [i for i, answer in enumerate(given) if since <= answer.started.t < until]
        ran = [i for i, tool in enumerate(tools) if since <= tool.start < until]
        first = given[mine[0]] if mine else None
        before = [tools[i] for i in ran if first is None or tools[i].end <= first.started.t]
        begins_next = asked[n + 1].utterance.start if n + 1 < len(asked) else duration
        found.append(
            Turn(
                start=question.utterance.start,
                end=max(begins_next, since),
                caller=n,
                answers=tuple(mine),
                tools=tuple(ran),
                phases=tuple(phases(question, before, first, tokens)),
                latency=None if first is None else first.started.t - question.utterance.end,
            )
        )
    return found


def phases(
    question: Question, tools: Sequence[ToolRun], answer: Answer | None, tokens: dict[str, float]
) -> list[Phase]:
    """What the time went for until the first sample was heard."""
    waterfall = Waterfall(question.utterance.end)
    waterfall.until("turn", question.noticed.t)
    known = question.committed.t
    is_late = answer is not None and known > answer.started.t
    if is_late:
        waterfall.aside("text", known)
    else:
        waterfall.until("text", known)
    for tool in tools:
        waterfall.until("choice", tool.start)
        waterfall.until("tool", tool.end, tool.name)
    if answer is not None:
        made(waterfall, answer, tokens)
    return waterfall.phases


def made(waterfall: "Waterfall", answer: Answer, tokens: dict[str, float]) -> None:
    """The phases in which the answer was made."""
    started = answer.started
    ago = {name: started.t - seconds for name, seconds in started.since.items()}
    token = ago.get("text")
    if "created" in ago and started.response in tokens:
        token = ago["created"] + tokens[started.response]
    if token is not None:
        waterfall.until("token", token)
    if "audio" in ago:
        waterfall.until("audio", ago["audio"])
    waterfall.until("heard", started.t)


class Waterfall:
    """Phases, each beginning where the one before has ended."""

    def __init__(self, start: float) -> None:
        self.phases: list[Phase] = []
        self._at = start

    def until(self, name: PhaseName, end: float, what: str = "") -> None:
        """The next phase lasts until `end`; one that was over before has no length."""
        end = max(end, self._at)
        self.phases.append(Phase(name=name, start=self._at, end=end, what=what))
        self._at = end

    def aside(self, name: PhaseName, end: float) -> None:
        """A phase that nothing has waited for."""
        self.phases.append(Phase(name=name, start=self._at, end=max(end, self._at)))
