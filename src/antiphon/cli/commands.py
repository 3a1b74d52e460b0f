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
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from antiphon.cli.complaints import complain
from antiphon.cli.signals import EndedBySignal
from antiphon.errors import AgentError, ConfigurationError
from antiphon.version import __version__

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
    Path, typer.Option(help="Folder for conversation.wav, events.jsonl and transcript.md.")
]
Events = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Write the events there instead; - is stdout."),
]
Model = Annotated[str, typer.Option(help="The model that answers: `local` runs on this machine.")]


def run() -> None:
    """Run the command line, and exit. Raises KeyboardInterrupt, and OSError for a broken stdout."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    # What goes wrong is shown with the conversation; a library's log is for programs that want it.
    logging.getLogger("antiphon").addHandler(logging.NullHandler())
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
) -> None:
    """Hold a conversation with a recording, in real time."""
    end_with(lambda: hold_talk(source, output, events, model, tools))


@app.command()
def demo(output: Output = Path("out/demo"), events: Events = None, model: Model = "local") -> None:
    """Hold a conversation with a scripted caller."""
    end_with(lambda: hold_demo(output, events, model))


def hold_talk(
    source: Path, output: Path, events: str | None, model: str, tools: str | None
) -> None:
    from antiphon.cli.model_names import check_model_name
    from antiphon.cli.output_folder import OutputFolder
    from antiphon.cli.performance import perform_with
    from antiphon.cli.talk import Talk, read_input
    from antiphon.cli.tool_names import load_tools

    check_model_name(model)
    recording = read_input(source)
    folder = OutputFolder(output, events=events)
    folder.check(source)
    with folder.guarding_stdout():
        fnc_ctx = load_tools(tools) if tools is not None else None
        if recording.warning is not None:
            complain(recording.warning)
        play = Talk(title=f"A conversation with {source}", recording=recording.frame, tools=fnc_ctx)
        perform_with(model, play, folder)


def hold_demo(output: Path, events: str | None, model: str) -> None:
    from antiphon.cli.demo import Demo
    from antiphon.cli.model_names import check_model_name
    from antiphon.cli.output_folder import OutputFolder
    from antiphon.cli.performance import perform_with

    check_model_name(model)
    folder = OutputFolder(output, events=events)
    folder.check()
    with folder.guarding_stdout():
        perform_with(model, Demo(), folder)


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
