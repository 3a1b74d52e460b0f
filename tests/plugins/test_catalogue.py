"""The engines that installed packages offer, and what is said where one cannot be had."""

import sys
import tomllib
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from antiphon.errors import ConfigurationError
from antiphon.plugins.catalogue import Catalogue, EngineCard, Kind
from antiphon.plugins.local import HibariTTS, MoonshineSTT, SileroVAD
from antiphon.plugins.local.cards import MOONSHINE

OFFERED = {
    "antiphon.stt": {
        "moonshine": "antiphon.plugins.local.cards:MOONSHINE",
        "faster-whisper": "antiphon.plugins.faster_whisper:CARD",
    },
    "antiphon.tts": {
        "hibari": "antiphon.plugins.local.cards:HIBARI",
        "kokoro": "antiphon.plugins.kokoro:CARD",
        "piper": "antiphon.plugins.piper:CARD",
    },
    "antiphon.vad": {
        "silero": "antiphon.plugins.local.cards:SILERO",
        "smart-turn": "antiphon.plugins.smart_turn:CARD",
    },
}
CATALOGUE = Catalogue(
    EntryPoint(name, value, group)
    for group, offers in OFFERED.items()
    for name, value in offers.items()
)
TELEPATHY = EngineCard(
    kind=Kind.STT,
    module="no_such_telepathy",
    install="pip install telepathy",
    size="0 MB",
    licence="MIT",
    languages="all",
    model="a brain",
    make=lambda _: MoonshineSTT(),
)


def offering(name: str, value: str, group: str = "antiphon.stt") -> Catalogue:
    return Catalogue([EntryPoint(name, value, group)])


def test_this_package_offers_its_engines() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"
    offered = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["entry-points"]

    assert {group: offered[group] for group in OFFERED} == OFFERED


def test_installed_packages_are_looked_at() -> None:
    assert "moonshine" in Catalogue().names


@pytest.mark.parametrize("name", CATALOGUE.names)
def test_every_card_says_what_people_want_to_know(name: str) -> None:
    card = CATALOGUE.card(name)

    assert all((card.size, card.licence, card.languages, card.install))


def test_nothing_heavy_is_imported_to_list_them() -> None:
    for name in CATALOGUE.names:
        CATALOGUE.card(name)

    assert {"faster_whisper", "kokoro_onnx", "piper"}.isdisjoint(sys.modules)


@pytest.mark.parametrize("name", ["moonshine", "hibari", "silero"])
def test_the_built_in_engines_take_no_other_model(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} comes with its model .*leave out :large"):
        CATALOGUE.make(name, "large")


@pytest.mark.parametrize(
    ("name", "kind", "made"),
    [
        ("moonshine", Kind.STT, MoonshineSTT),
        ("hibari", Kind.TTS, HibariTTS),
        ("silero", Kind.VAD, SileroVAD),
    ],
)
def test_the_built_in_engines_are_found_like_any_other(
    name: str, kind: Kind, made: type[object]
) -> None:
    found, engine = CATALOGUE.make(name)

    assert (found, type(engine)) == (kind, made)
    assert CATALOGUE.card(name).is_installed


def test_an_engine_that_is_not_offered_is_refused_with_those_that_are() -> None:
    with pytest.raises(ConfigurationError, match=r"no engine 'whisper'; there are moonshine, fas"):
        CATALOGUE.card("whisper")


def test_an_engine_without_the_model_it_needs_is_refused_with_how_to_name_it() -> None:
    with pytest.raises(ConfigurationError) as caught:
        CATALOGUE.make("kokoro")

    assert str(caught.value) == (
        "The engine kokoro needs its model, a folder with *.onnx and voices*.bin: name it as "
        "kokoro:PATH."
    )


def test_a_card_knows_whether_its_package_is_there() -> None:
    assert MOONSHINE.is_installed
    assert not TELEPATHY.is_installed
    for module in ("no_such_brain.telepathy", ""):
        assert not replace(TELEPATHY, module=module).is_installed


BROKEN = replace(TELEPATHY, model="", make=lambda _: 1 // 0)  # type: ignore[arg-type, return-value]
NOTHING = replace(TELEPATHY, model="", make=lambda _: None)  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    ("card", "said"),
    [("BROKEN", r"cannot be made \(ZeroDivisionError: .*a fault"), ("NOTHING", "odd is no STT")],
)
def test_an_engine_that_cannot_be_made_is_refused_in_one_sentence(card: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        offering("odd", f"{__name__}:{card}").make("odd")


def test_a_package_that_breaks_when_it_is_imported_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "breaking_package.py").write_text("raise ValueError('no licence')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"cannot be loaded \(no licence\)"):
        offering("odd", "breaking_package:CARD").card("odd")


@pytest.mark.parametrize("value", ["no_such_package:CARD", "antiphon.plugins.local.cards:NOTHING"])
def test_an_offer_that_cannot_be_loaded_is_named(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"The engine 'odd' .* cannot be loaded"):
        offering("odd", value).card("odd")


def test_an_offer_that_is_no_card_or_of_another_kind_is_refused() -> None:
    for value in ("antiphon.plugins.local:HibariTTS", "antiphon.plugins.local.cards:HIBARI"):
        with pytest.raises(
            ConfigurationError, match=r"is no EngineCard of the group antiphon\.stt"
        ):
            offering("odd", value).card("odd")
