"""`antiphon engines`, and `--engine`."""

import re
from importlib.metadata import EntryPoint

import pytest

from antiphon.cli.engine_names import open_engines
from antiphon.cli.engines import show_engines
from antiphon.cli.model_names import choose_model
from antiphon.errors import ConfigurationError
from antiphon.plugins.catalogue import Catalogue
from antiphon.plugins.local import HibariTTS, MoonshineSTT
from tests.plugins.test_catalogue import CATALOGUE


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's own entry points, however it was installed."""
    offers = [
        EntryPoint(name, f"antiphon.plugins.local.cards:{name.upper()}", f"antiphon.{kind}")
        for name, kind in (("moonshine", "stt"), ("hibari", "tts"), ("silero", "vad"))
    ]
    monkeypatch.setattr("antiphon.plugins.catalogue.installed", lambda: offers)


def test_in_a_pipe_each_engine_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_engines(CATALOGUE)

    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines] == CATALOGUE.names
    assert lines[0] == ["moonshine", "STT", "44 MB", "MIT", "English", "--engine moonshine"]


def test_what_is_not_installed_says_how_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    show_engines(CATALOGUE)

    (piper,) = (line for line in capsys.readouterr().out.splitlines() if "piper" in line)
    assert "GPL-3.0" in piper
    assert 'pip install "antiphon[piper]", then --engine piper:MODEL, the *.onnx file' in piper


def test_on_a_terminal_it_is_a_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "250")
    show_engines(CATALOGUE)

    shown = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)
    assert "Speech engines" in shown
    assert re.search(r"│ hibari +│ TTS +│ 8 MB", shown)
    assert 'pip install "antiphon[piper]"' in shown


def test_on_a_narrow_terminal_nothing_is_left_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    show_engines(CATALOGUE)

    shown = capsys.readouterr().out
    assert "…" not in shown
    assert all(name in shown for name in CATALOGUE.names)


def test_an_engine_that_cannot_be_shown_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    odd = EntryPoint("odd", "no_such_package:CARD", "antiphon.stt")
    hibari = EntryPoint("hibari", "antiphon.plugins.local.cards:HIBARI", "antiphon.tts")
    show_engines(Catalogue([odd, hibari]))

    shown = capsys.readouterr()
    assert shown.out.startswith("hibari\t")
    assert "The engine 'odd' (no_such_package:CARD) cannot be loaded" in shown.err


def test_without_any_engine_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    show_engines(Catalogue([]))

    assert "reinstall antiphon" in capsys.readouterr().err


def test_engines_are_given_to_the_model_by_their_kind() -> None:
    engines = open_engines(["hibari", "moonshine"])

    assert {kind: type(engine) for kind, engine in engines.items()} == {
        "stt": MoonshineSTT,
        "tts": HibariTTS,
    }


def test_two_engines_of_one_kind_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="hibari is the second engine for TTS"):
        open_engines(["hibari", "hibari"])


def test_a_distant_model_has_ears_of_its_own() -> None:
    with pytest.raises(ConfigurationError, match="--engine is for the model `local`"):
        choose_model("openai", None, None, ["moonshine"])
    assert choose_model("local", None, None, ["moonshine"]).engines == ("moonshine",)
