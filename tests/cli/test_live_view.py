"""What a terminal shows while a conversation goes on, and what is left of it."""

import asyncio
import io
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from antiphon import clock
from antiphon.cli.caller_voice import CallerVoice
from antiphon.cli.chronicle import Chronicle, Said
from antiphon.cli.live_view import LiveView, named
from antiphon.cli.output_folder import OutputFolder
from antiphon.cli.performance import perform
from antiphon.cli.talk import Talk
from antiphon.core import messages as m
from antiphon.llm import FunctionContext, ToolCall
from antiphon.record import Record
from antiphon.rooms.base import Caption
from antiphon.testing.scripted import Script, ScriptedModel, ScriptedSession, tone
from tests.cli.terminal import Terminal

BAR = re.compile("[━╸─┃]+")
SPOKEN = "Good morning to you. What can I do?"


async def greeting(model: ScriptedSession) -> None:
    await model.user_says("hello there", seconds=2.0)
    await model.answer(SPOKEN, seconds=3.0)


async def story(model: ScriptedSession) -> None:
    """The answer is interrupted after two seconds."""
    await model.user_says("tell me", seconds=1.0)
    await model.answer("Once upon a time there was a king and a queen.", seconds=8.0)
    await asyncio.sleep(2.0)
    await model.user_says("stop", seconds=1.0)
    await model.answer("As you like.", seconds=1.0)


@asynccontextmanager
async def conversation(
    terminal: Terminal,
    script: Script,
    folder: Path,
    *,
    tools: FunctionContext | None = None,
    is_behind: Callable[[], bool] = bool,
) -> AsyncGenerator[asyncio.Task[None]]:
    """A conversation that is shown on `terminal`; leaving the context waits for its end."""
    play = Talk(title="A conversation", recording=tone(2.0), tools=tools)
    view = LiveView(terminal.console, is_behind=is_behind)
    performing = asyncio.create_task(
        perform(play, ScriptedModel(script), OutputFolder(folder), view)
    )
    yield performing
    await performing


async def plainly(folder: Path, console: Console) -> str:
    """What is shown of a conversation on `console`."""
    screen = io.StringIO()
    console.file = screen
    view = LiveView(console)
    with view.loading("the engines"):
        pass
    play = Talk(title="A conversation", recording=tone(2.0))
    await perform(play, ScriptedModel(greeting), OutputFolder(folder), view)
    return screen.getvalue()


async def after(seconds: float, terminal: Terminal) -> list[str]:
    """What the terminal shows so long from now; without the panel's meters."""
    await asyncio.sleep(seconds)
    return [BAR.sub("~", line) for line in terminal.lines]


async def test_words_stand_in_their_place_while_they_are_heard_and_meters_beneath(
    tmp_path: Path,
) -> None:
    terminal = Terminal(80, 24)
    async with conversation(terminal, greeting, tmp_path):
        assert await after(1.25, terminal) == [
            " 0:00.0  caller  …",
            "",
            "   0:01  caller  ~  -10 dB  ● speaking",
            "         agent   ~          ○ listening",
        ]
        assert await after(1.3, terminal) == [
            " 0:00.0  caller  hello there",
            " 0:02.0  agent   Good",
            "",
            "   0:02  caller  ~  -10 dB",
            "         agent   ~  -10 dB  ● speaking",
            "                 answered after 0.01 s",
        ]
        assert await after(1.5, terminal) == [
            " 0:00.0  caller  hello there",
            " 0:02.0  agent   Good morning to you.  (after 0.01 s)",
            " 0:03.8  agent   What",
            "",
            "   0:04  caller  ~",
            "         agent   ~  -10 dB  ● speaking",
            "                 answered after 0.01 s",
        ]
    assert terminal.lines[:3] == [
        " 0:00.0  caller  hello there",
        " 0:02.0  agent   Good morning to you.  (after 0.01 s)",
        " 0:03.8  agent   What can I do?",
    ]
    assert terminal.lines[3].startswith("Answers began 0.01 s after")
    assert not BAR.search("".join(terminal.lines))
    assert terminal.has_cursor


async def test_what_was_not_heard_is_told_from_what_was(tmp_path: Path) -> None:
    terminal = Terminal(80, 24)
    async with conversation(terminal, story, tmp_path):
        assert (await after(3.05, terminal))[:4] == [
            " 0:00.0  caller  tell me",
            " 0:01.0  agent   Once upon a [time there was a king and a queen.]",
            "                 (after 0.01 s, interrupted)",
            " 0:03.0  caller  …",
        ]


@pytest.mark.parametrize(
    ("generated", "shown"),
    [("Well now. Then there was a king.", "[Then there was a king.]  "), ("Otherwise.", "")],
)
def test_an_interruption_between_two_captions_has_a_line_of_its_own(
    generated: str, shown: str
) -> None:
    terminal = Terminal(80, 24)
    view = LiveView(terminal.console)
    view.note(Record(at=4.0, event="agent_stopped_speaking", detail={"text": generated}))
    view.add(Said(at=2.0, speaker="agent", text="Well now.", interrupted=True))
    view.add(Said(at=4.0, speaker="caller", text="stop"))
    assert terminal.lines == [
        f"         agent   {shown}(interrupted)",
        " 0:04.0  caller  stop",
    ]


async def test_a_caption_that_was_growing_at_the_end_stays() -> None:
    terminal = Terminal(80, 24)
    view = LiveView(terminal.console)
    with view.following(Chronicle(clock.now, CallerVoice(), view.add)):
        view.show(Caption(segment_id="a", text="Once upon", final=False, speaker=None))
    assert terminal.lines == [" 0:00.0  agent   Once upon"]


async def test_a_call_is_shown_while_it_goes_on_and_then_with_its_duration(tmp_path: Path) -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="The weather in a city")
    async def weather(city: str) -> str:
        await asyncio.sleep(2.5)
        return "rain"

    async def script(model: ScriptedSession) -> None:
        await model.user_says("what is the weather", seconds=1.0)
        await model.call_tools(ToolCall(call_id="a", name="weather", arguments='{"city": "Oslo"}'))
        await model.expect(m.CreateItem)
        await model.answer("Rain.", seconds=1.0, request=await model.expect(m.CreateResponse))

    terminal = Terminal(80, 24)
    async with conversation(terminal, script, tmp_path, tools=tools):
        asked = (await after(1.55, terminal))[1]
        waiting = (await after(1.5, terminal))[1]
        answered = (await after(0.6, terminal))[1]
    assert asked == ' 0:01.0  tool    weather(city="Oslo") …'
    assert waiting == ' 0:01.0  tool    weather(city="Oslo") …  (2 s)'
    assert answered == ' 0:03.5  tool    weather(city="Oslo") → "rain"  (2500.0 ms)'


async def test_every_word_appears_where_it_stays(tmp_path: Path) -> None:
    terminal = Terminal(60, 24)
    async with conversation(terminal, story, tmp_path):
        glances = [said_in(await after(0.1, terminal)) for _ in range(50)]
    for glance in glances:
        for line, in_the_end in zip(glance, terminal.lines, strict=False):
            assert in_the_end.startswith(line.removesuffix("…"))


def said_in(lines: list[str]) -> list[str]:
    """The lines above the panel."""
    return lines[: next(n for n, line in enumerate(lines) if re.match(r" {3}\d:\d\d ", line)) - 1]


async def test_a_note_that_is_too_long_is_broken(tmp_path: Path) -> None:
    terminal = Terminal(40, 20)
    async with conversation(terminal, story, tmp_path):
        assert (await after(3.5, terminal))[1:6] == [
            " 0:01.0 agent  Once upon a [time there",
            "               was a king and a queen.]",
            "               (after 0.01 s,",
            "               interrupted)",
            " 0:03.0 caller …",
        ]


@pytest.mark.parametrize("width", [40, 39, 35, 20, 10, 3])
async def test_on_a_narrow_terminal_everything_fits_and_no_word_is_lost(
    tmp_path: Path, width: int
) -> None:
    terminal = Terminal(width, 20)
    async with conversation(terminal, greeting, tmp_path):
        for _ in range(30):
            await asyncio.sleep(0.1)
            assert max(map(cell_len, terminal.lines)) < width
    told = "".join("".join(terminal.lines).split())
    assert "callerhellothere" in told
    assert "agentGoodmorningtoyou." in told
    assert "agentWhatcanIdo?" in told


async def test_the_last_lines_are_shown_of_more_than_there_is_room_for(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("count", seconds=1.0)
        await model.answer(" ".join(map(str, range(1000, 1200))), seconds=40.0)

    terminal = Terminal(60, 10)
    async with conversation(terminal, script, tmp_path):
        shown = said_in(await after(21.0, terminal))
        assert len(shown) == len(["caller"]) + 5
        assert 1090 < int(shown[-1].split()[-1]) < 1110


async def test_words_of_all_scripts_are_set_where_they_fit(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("東京の博物館は土曜日に開いていますか、教えてください。", seconds=1.0)
        await model.answer("נעים מאוד 👋🏽 " + "x" * 50, seconds=1.0)

    terminal = Terminal(40, 20)
    async with conversation(terminal, script, tmp_path):
        for _ in range(30):
            await asyncio.sleep(0.1)
            assert max(map(cell_len, terminal.lines)) < 40
    assert terminal.lines[:3] == [
        " 0:00.0 caller 東京の博物館は土曜日に開",
        "               いていますか、教えてくだ",
        "               さい。",
    ]
    assert "".join("".join(terminal.lines[3:]).split()).count("x") >= 50


async def test_nothing_that_is_said_is_a_command_to_the_terminal(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("red \x1b[31malert\u202e\nhello", seconds=1.0)
        await model.answer("[bold]so\x07 be it[/bold]", seconds=1.0)

    terminal = Terminal(80, 24)
    async with conversation(terminal, script, tmp_path):
        pass
    assert terminal.lines[:2] == [
        r" 0:00.0  caller  red \x1b[31malert\u202e\nhello",
        r" 0:01.0  agent   [bold]so\x07 be it[/bold]  (after 0.01 s)",
    ]
    assert "\x07" not in terminal.written


async def test_a_terminal_that_becomes_narrower_or_wider_shows_nothing_twice(
    tmp_path: Path,
) -> None:
    terminal = Terminal(100, 24)
    async with conversation(terminal, story, tmp_path):
        for width in (70, 45, 30, 64, 20, 100):
            await asyncio.sleep(0.5)
            terminal.resize(width)
        await asyncio.sleep(0.5)
        told = " ".join(terminal.lines)
        assert told.count("caller") == 2 + len(["in the panel"])
        assert told.count("answered") == 1
        assert terminal.lines[-4] == ""


async def test_without_colours_loud_and_quiet_are_told_apart(tmp_path: Path) -> None:
    terminal = Terminal(80, 24, no_color=True)
    async with conversation(terminal, greeting, tmp_path):
        await asyncio.sleep(2.5)
        assert re.search("━{20,}╸?─+┃─+", "".join(terminal.lines))
    assert not re.search(r"\x1b\[(\d+;)*[34]\d", terminal.written)


async def test_where_nothing_changes_nothing_is_drawn(tmp_path: Path) -> None:
    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello there", seconds=2.0)
        await asyncio.sleep(4.0)
        await model.answer("Yes?", seconds=1.0)

    terminal = Terminal(80, 24)
    async with conversation(terminal, script, tmp_path):
        await asyncio.sleep(4.25)
        before = terminal.written
        await asyncio.sleep(0.6)
        assert terminal.written == before
        await asyncio.sleep(1.0)
        assert terminal.written != before, "the seconds go on"


async def test_a_terminal_that_is_behind_is_spared_the_meters_but_no_words(tmp_path: Path) -> None:
    terminal = Terminal(80, 24)
    async with conversation(terminal, greeting, tmp_path, is_behind=lambda: True):
        assert await after(1.0, terminal) == [""]
        assert (await after(3.0, terminal))[:2] == [
            " 0:00.0  caller  hello there",
            " 0:02.0  agent   Good morning to you.  (after 0.01 s)",
        ]


async def test_what_a_tool_prints_in_its_thread_stands_above(tmp_path: Path) -> None:
    tools = FunctionContext()

    @tools.ai_callable(description="The weather")
    def weather() -> str:
        print("asking the station")  # noqa: T201 - as tools do
        return "rain"

    async def script(model: ScriptedSession) -> None:
        await model.user_says("what is the weather", seconds=1.0)
        await model.call_tools(ToolCall(call_id="a", name="weather", arguments="{}"))
        await model.expect(m.CreateItem)
        await model.answer("Rain.", seconds=1.0, request=await model.expect(m.CreateResponse))

    terminal = Terminal(80, 24)
    async with conversation(terminal, script, tmp_path, tools=tools):
        pass
    assert terminal.lines[:4] == [
        " 0:00.0  caller  what is the weather",
        "asking the station",
        ' 0:01.0  tool    weather() → "rain"  (0.0 ms)',
        " 0:01.0  agent   Rain.  (after 0.01 s)",
    ]


async def test_a_conversation_that_is_called_off_leaves_its_words_and_the_cursor(
    tmp_path: Path,
) -> None:
    terminal = Terminal(80, 24)
    with pytest.raises(asyncio.CancelledError):
        async with conversation(terminal, greeting, tmp_path) as performing:
            await asyncio.sleep(2.8)
            performing.cancel()
    assert terminal.lines[1:3] == [
        " 0:02.0  agent   Good morning [to you. What can I do?]",
        "                 (after 0.01 s, interrupted)",
    ]
    assert terminal.lines[3].startswith("Answers began")
    assert terminal.has_cursor


async def test_captions_of_users_grow_until_their_words_are_committed() -> None:
    terminal = Terminal(80, 24)
    view = LiveView(terminal.console)
    chronicle = Chronicle(lambda: 0.0, CallerVoice(), view.add)
    with view.following(chronicle):
        view.note(Record(at=0.0, event="user_started_speaking"))
        view.show(Caption(segment_id="a", text="", final=False, speaker="kim"))
        assert (await after(0.3, terminal))[0].endswith("caller  …")
        view.show(Caption(segment_id="a", text="good", final=False, speaker="kim"))
        assert (await after(0.3, terminal))[0].endswith("kim     good")
        view.show(Caption(segment_id="a", text="good day", final=True, speaker="kim"))
        view.add(Said(at=0.0, speaker="kim", text="good day"))
        assert (await after(0.3, terminal))[:2] == [" 0:00.0  kim     good day", ""]


async def test_words_that_do_not_come_are_not_waited_for() -> None:
    terminal = Terminal(80, 24)
    view = LiveView(terminal.console)
    start = clock.now()
    with view.following(Chronicle(lambda: start, CallerVoice(), view.add)):
        view.note(Record(at=start, event="user_started_speaking"))
        await asyncio.sleep(1.0)
        view.note(Record(at=start + 1.0, event="user_stopped_speaking"))
        assert (await after(1.5, terminal))[0] == " 0:00.0  caller  …"
        assert (await after(1.0, terminal))[0] == ""


@pytest.mark.parametrize("dumb", [False, True])
async def test_where_there_is_no_terminal_there_are_plain_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dumb: bool
) -> None:
    if dumb:
        monkeypatch.setenv("TERM", "dumb")
    text = await plainly(tmp_path, Console(force_terminal=dumb, no_color=True, width=20))
    assert "\x1b" not in text
    assert "●" not in text
    assert text.splitlines()[:4] == [
        "Loading the engines …",
        " 0:00.0  caller  hello there",
        " 0:02.0  agent   Good morning to you.  (after 0.01 s)",
        " 0:03.8  agent   What can I do?",
    ]


async def test_a_terminal_that_knows_ascii_only_gets_plain_lines(tmp_path: Path) -> None:
    class Ascii(Terminal):
        encoding = "ascii"

    terminal = Ascii(80, 24)
    async with conversation(terminal, greeting, tmp_path):
        pass
    assert "━" not in terminal.written
    assert terminal.lines[1] == " 0:02.0  agent   Good morning to you.  (after 0.01 s)"


async def test_loading_is_shown_and_gone_when_it_is_done() -> None:
    terminal = Terminal(80, 24)
    with LiveView(terminal.console).loading("the engines"):
        pass
    assert "Loading the engines …" in terminal.written
    assert terminal.lines == [""]
    assert terminal.has_cursor


def test_the_end_of_an_interrupted_answer_is_told_before_its_interruption() -> None:
    screen = io.StringIO()
    view = LiveView(Console(file=screen, width=80))
    view.add(Said(at=2.0, speaker="agent", text="Well now.", interrupted=True))
    view.add(Said(at=4.0, speaker="caller", text="stop"))
    assert screen.getvalue().splitlines() == [
        "         agent   (interrupted)",
        " 0:04.0  caller  stop",
    ]


@pytest.mark.parametrize("folder", [".", "..", "kept", "kept/.."])
def test_the_folder_has_a_name_in_the_last_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = named(Path(folder))
    assert name == "kept" if folder == "kept" else Path(name).is_absolute()
