"""Every public name is there, and says what it is."""

import enum
import inspect
from importlib import import_module
from pkgutil import walk_packages
from types import FunctionType
from typing import Any

import pytest

import antiphon

MODULES = [
    module.name
    for module in walk_packages(antiphon.__path__, "antiphon.")
    if not module.name.endswith("__main__")
]
FACE = [
    "antiphon",
    "antiphon.audio",
    "antiphon.llm",
    "antiphon.metrics",
    "antiphon.multimodal",
    "antiphon.plugins.google",
    "antiphon.plugins.local",
    "antiphon.plugins.openai",
    "antiphon.realtime",
    "antiphon.rooms",
    "antiphon.stt",
    "antiphon.testing",
    "antiphon.tokenize",
    "antiphon.tokenize.basic",
    "antiphon.tokenize.utils",
    "antiphon.transcription",
    "antiphon.tts",
    "antiphon.utils",
    "antiphon.utils.aio",
    "antiphon.utils.audio",
    "antiphon.utils.http_context",
    "antiphon.vad",
]
"""What programs import from."""


def public_names(module: str) -> list[tuple[str, Any]]:
    """What the module offers, loaded; names of 0.12's with an underscore are for its users only."""
    loaded = import_module(module)
    names = getattr(loaded, "__all__", ())
    return [(name, getattr(loaded, name)) for name in names if not name.startswith("_")]


def is_told(thing: Any) -> bool:
    """Whether it says itself what it is, and not its base class or `dataclass` for it."""
    if isinstance(thing, type):
        text = vars(thing).get("__doc__") or ""
        return bool(text) and not text.startswith(f"{thing.__name__}(")
    return bool(inspect.getdoc(thing))


def members(kind: type) -> list[tuple[str, Any]]:
    """The public methods and properties that the class itself defines."""
    return [
        (name, getattr(kind, name))
        for name, member in vars(kind).items()
        if not name.startswith("_")
        and (inspect.isroutine(member) or isinstance(member, property))
        and not isinstance(member, enum.property)
    ]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_and_every_public_class_and_function_has_a_docstring(module: str) -> None:
    assert import_module(module).__doc__
    things = [
        (name, thing)
        for name, thing in public_names(module)
        if isinstance(thing, type | FunctionType) and thing.__module__.startswith("antiphon.")
    ]
    assert [name for name, thing in things if not is_told(thing)] == []


@pytest.mark.parametrize("module", FACE)
def test_every_method_that_programs_may_call_has_a_docstring(module: str) -> None:
    untold = [
        f"{name}.{member}"
        for name, thing in public_names(module)
        if isinstance(thing, type) and thing.__module__.startswith("antiphon.")
        for member, function in members(thing)
        if not inspect.getdoc(function)
    ]
    assert untold == []
