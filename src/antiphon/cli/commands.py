"""The commands of `antiphon`.

| exit code     | means                                                                  |
|---------------|------------------------------------------------------------------------|
| 0             | the conversation took place                                            |
| 1             | it did not, broke off, or could not be kept                            |
| 2             | an argument cannot be used: nothing was done, nothing was written      |
| 129, 130, 143 | it was ended by SIGHUP, Ctrl-C or SIGTERM; what was recorded is kept   |
"""

import io
import logging
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from antiphon.cli.complaints import complain
from antiphon.cli.departure import AtOnce
from antiphon.cli.livekit_access import Access, Visit, find_access, visit_to
from antiphon.cli.model_names import LOCAL, ModelChoice, choose_model
from antiphon.cli.signals import EndedBySignal
from antiphon.errors import AgentError, ConfigurationError
from antiphon.version import __version__

if TYPE_CHECKING:
    from antiphon.cli.agent_names import Opening

__all__ = ["app", "run"]

UNHAPPENED, UNUSABLE = 1, 2
SIGNALLED = 128
"""Plus the number of the signal: the exit code that shells know."""

app = typer.Typer(
    help="Spoken conversations between people and a speech-to-speech model.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Output = Annotated[
    Path,
    typer.Option(
        help="Folder for conversation.wav, events.jsonl, transcript.md and timeline.html."
    ),
]
Events = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Write the events there instead; - is stdout."),
]
Model = Annotated[
    str,
    typer.Option(
        help="The model that answers: `local` runs on this machine, `openai` or `openai:MODEL` is "
        "OpenAI's (its key in OPENAI_API_KEY)."
    ),
]
LlmUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Give `local` its words from this OpenAI-compatible chat endpoint (Ollama, vLLM, "
        "llama.cpp, …); its key, if it wants one, in OPENAI_API_KEY.",
    ),
]
LlmModel = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The chat model there, or at OPENAI_BASE_URL; without it, one that is offered there.",
    ),
]
Engines = Annotated[
    list[str] | None,
    typer.Option(
        "--engine",
        metavar="NAME[:MODEL]",
        help="Have `local` hear or speak with this engine; once for each. `antiphon engines` lists "
        "them.",
    ),
]


def run() -> None:
    """Run the command line, and exit. Raises KeyboardInterrupt, and OSError for a broken stdout."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    # What goes wrong is shown with the conversation; a library's log is for programs that want it.
    for library in ("antiphon", "livekit"):
        logging.getLogger(library).addHandler(logging.NullHandler())
    app(prog_name="antiphon")


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"antiphon {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=show_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """Spoken conversations between people and a speech-to-speech model."""


@app.command()
def talk(
    source: Annotated[
        Path, typer.Option("--input", metavar="FILE.wav", help="What the caller says.")
    ],
    output: Output = Path("out/talk"),
    events: Events = None,
    model: Model = "local",
    tools: Annotated[
        str | None,
        typer.Option(metavar="module:name", help="A FunctionContext, or functions, to be called."),
    ] = None,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    engines: Engines = None,
) -> None:
    """Hold a conversation with a recording, in real time."""
    end_with(
        lambda: hold_talk(
            source, output, events, choose_model(model, llm_url, llm_model, engines or ()), tools
        )
    )


@app.command()
def demo(
    output: Output = Path("out/demo"),
    events: Events = None,
    model: Model = "local",
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    engines: Engines = None,
) -> None:
    """Hold a conversation with a scripted caller."""
    end_with(
        lambda: hold_demo(output, events, choose_model(model, llm_url, llm_model, engines or ()))
    )


@app.command()
def connect(
    room: Annotated[str, typer.Option(metavar="NAME", help="The LiveKit room to be in.")],
    agent: Annotated[
        str | None,
        typer.Argument(
            metavar="agent.py",
            help="A file with an agent in it: `agent`, a MultimodalAgent or a function that makes "
            "one; agent.py:name is another one in it. Without, there is one with --model.",
            show_default=False,
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The LiveKit server, instead of LIVEKIT_URL's."),
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who the agent is in the room; without, a new name."),
    ] = None,
    participant: Annotated[
        str | None,
        typer.Option(
            "--participant-identity",
            metavar="NAME",
            help="Who is listened to; without, the first who is no agent.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Folder to keep the conversation in; without, nothing is kept."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="The model that answers, as for talk.", show_default="local")
    ] = None,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    engines: Engines = None,
) -> None:
    """Put an agent into a LiveKit room; Ctrl-C takes it out.

    The server and what it trusts are in LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET.
    """
    with leaving_at_once():
        end_with(
            lambda: hold_connect(
                find_access(url),
                visit_to(room, identity, participant),
                opening_of(agent, model, llm_url, llm_model, engines),
                output,
            )
        )


@app.command(name="engines")
def list_engines() -> None:
    """List the speech engines that there are, with size, licence and languages."""
    from antiphon.cli.engines import show_engines

    show_engines()


@app.command()
def inspect(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What talk or demo has left.", show_default=False)
    ],
    events: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The events, where they are not in DIR/events.jsonl."),
    ] = None,
) -> None:
    """Make timeline.html again, in the folder of a conversation."""
    end_with(lambda: make_timeline(folder, events))


def make_timeline(folder: Path, events: Path | None) -> None:
    from antiphon.cli.timeline import inspect_folder

    path, notes = inspect_folder(folder, events)
    for note in notes:
        complain(note)
    typer.echo(f"The timeline is {path}.")


def hold_talk(
    source: Path, output: Path, events: str | None, model: ModelChoice, tools: str | None
) -> None:
    from antiphon.cli.output_folder import OutputFolder
    from antiphon.cli.performance import perform_with
    from antiphon.cli.talk import Talk, read_input
    from antiphon.cli.tool_names import load_tools

    recording = read_input(source)
    folder = OutputFolder(output, events=events)
    folder.check(source)
    with folder.guarding_stdout():
        fnc_ctx = load_tools(tools) if tools is not None else None
        if recording.warning is not None:
            complain(recording.warning)
        play = Talk(title=f"A conversation with {source}", recording=recording.frame, tools=fnc_ctx)
        perform_with(model, play, folder)


def hold_demo(output: Path, events: str | None, model: ModelChoice) -> None:
    from antiphon.cli.demo import Demo
    from antiphon.cli.output_folder import OutputFolder
    from antiphon.cli.performance import perform_with

    folder = OutputFolder(output, events=events)
    folder.check()
    with folder.guarding_stdout():
        perform_with(model, Demo(), folder)


def opening_of(
    agent: str | None,
    model: str | None,
    llm_url: str | None,
    llm_model: str | None,
    engines: list[str] | None,
) -> "Opening":
    """What opens the agent of that name, or without one an agent with that model."""
    from antiphon.cli.agent_names import load_agent, opened_with

    if agent is None:
        choice = choose_model(model or LOCAL, llm_url, llm_model, engines or ())
        return partial(opened_with, choice)
    if model or llm_url or llm_model or engines:
        raise ConfigurationError(f"The agent of {agent} has a model of its own: name none.")
    return load_agent(agent)


def hold_connect(access: Access, visit: Visit, opening: "Opening", output: Path | None) -> None:
    from antiphon.cli.connect import connect_with
    from antiphon.cli.output_folder import OutputFolder

    folder = None if output is None else OutputFolder(output)
    if folder is not None:
        folder.check()
    connect_with(opening, access, visit, folder)


@contextmanager
def leaving_at_once() -> Generator[None]:
    """Exit as the context does, but AtOnce."""
    try:
        yield
    except typer.Exit as ended:
        raise AtOnce(ended.exit_code) from None
    raise AtOnce(0)


def end_with(work: Callable[[], None]) -> None:
    """Do `work`; what ends it decides on the exit code, and is said in one sentence."""
    try:
        work()
    except ConfigurationError as error:
        stop(str(error), UNUSABLE)
    except AgentError as error:
        stop(str(error), UNHAPPENED)
    except KeyboardInterrupt:  # `main` says so, wherever it came
        raise typer.Exit(SIGNALLED + signal.SIGINT) from None
    except EndedBySignal as error:
        stop(f"Ended by {error.signum.name}.", SIGNALLED + error.signum)


def stop(sentence: str, code: int) -> None:
    complain(sentence)
    raise typer.Exit(code)
