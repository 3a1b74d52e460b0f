"""The structs against the types of the `openai` package: a new release of it shows here."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from antiphon.plugins.openai.codec import ServerEvent, codec_for
from antiphon.plugins.openai.codec.mending import element_of, struct_for
from antiphon.plugins.openai.codec.vocabulary import SERVER_EVENTS
from tests.plugins.openai.codec import vendor

NOT_READ = {
    "transcription_session.updated": "a session that only transcribes holds no conversation",
}
"""Events of theirs that we do not know, and why."""

NOT_OURS = {
    "RealtimeResponse.audio": "how an answer was asked to sound, we know",
    "RealtimeResponse.voice": "how an answer was asked to sound, we know",
    "RealtimeResponse.output_audio_format": "how an answer was asked to sound, we know",
    "RealtimeResponse.temperature": "how an answer was asked for, we know",
}
"""Fields of theirs that our structs lack, and why."""

NOT_THEIRS = {
    "DtmfReceived.event_id": "all other events have one",
    "Item.phase": "documented for gpt-realtime-2 by Azure",
    "Session.expires_at": "sent by the server, see protocols.md",
    "Session.object": "sent by the server",
}
"""Fields of ours that no type of theirs has, and why."""

EVENTS = [
    pytest.param(dialect, model, id=f"{dialect} {vendor.event_name(model)}")
    for dialect, models in vendor.SERVER.items()
    for model in models
    if vendor.event_name(model) not in NOT_READ
]


@dataclass(frozen=True)
class Pair:
    """A field of theirs beside what stands for it with us."""

    model: vendor.Model
    struct: Any
    name: str
    theirs: Any
    ours: Any
    """None where we have nothing for it."""

    @property
    def place(self) -> str:
        return f"{self.model.__name__}.{self.name}"


def pairs(model: vendor.Model, struct: Any) -> Iterator[Pair]:
    """Every field of a model of theirs, and of the models inside, beside ours."""
    known = {field.name: field.type for field in fields(struct)}
    for name, field in model.model_fields.items():
        if name == "type" and name not in known:
            continue  # is the tag of the struct, or the name that its event goes by
        ours = known.get(name)
        yield Pair(model, struct, name, field.annotation, ours)
        for inner in vendor.models_in(field.annotation):
            target = ours and struct_for(vendor.sample(inner), element_of(ours) or ours)
            if target:
                yield from pairs(inner, target)


def all_pairs() -> Iterator[Pair]:
    for models in vendor.SERVER.values():
        for model in models:
            if vendor.event_name(model) in SERVER_EVENTS:
                yield from pairs(model, SERVER_EVENTS[vendor.event_name(model)])


def kinds(annotation: Any) -> set[str]:
    """What JSON may stand there, null aside."""
    return {
        kind_of(option) for option in vendor.options(annotation) if option is not msgspec.UnsetType
    }


def kind_of(option: Any) -> str:
    origin = get_origin(option)
    if origin is Literal:
        return type(get_args(option)[0]).__name__
    if origin in (list, tuple):
        return "list"
    if option in (str, bytes):
        return "str"
    return option.__name__ if option in (int, float, bool) else "object"


def structs() -> set[Any]:
    """Every struct that an event may hold."""
    found: set[Any] = set()
    waiting: list[Any] = list(SERVER_EVENTS.values())
    while waiting:
        struct = waiting.pop()
        found.add(struct)
        types = [element_of(field.type) or field.type for field in fields(struct)]
        inside = {option for kind in types for option in vendor.options(kind)}
        waiting += [each for each in inside - found if hasattr(each, "__struct_fields__")]
    return found


@pytest.mark.parametrize("dialect", vendor.SERVER)
def test_every_event_of_theirs_is_known(dialect: vendor.Dialect) -> None:
    names = {vendor.event_name(model) for model in vendor.SERVER[dialect]}

    assert names - SERVER_EVENTS.keys() <= NOT_READ.keys()


def test_no_event_of_ours_is_invented() -> None:
    theirs = {vendor.event_name(model) for models in vendor.SERVER.values() for model in models}

    assert SERVER_EVENTS.keys() == theirs - NOT_READ.keys()


def test_every_field_of_theirs_is_ours_or_left_out_for_a_reason() -> None:
    missing = {pair.place for pair in all_pairs() if pair.ours is None}

    assert missing == NOT_OURS.keys()


def test_no_field_of_ours_is_invented() -> None:
    known = {f"{pair.struct.__name__}.{pair.name}" for pair in all_pairs()}
    ours = {f"{struct.__name__}.{field.name}" for struct in structs() for field in fields(struct)}

    assert ours - known == NOT_THEIRS.keys()


@pytest.mark.parametrize(("dialect", "model"), EVENTS)
def test_every_field_takes_what_theirs_may_hold(dialect: str, model: vendor.Model) -> None:
    for pair in pairs(model, SERVER_EVENTS[vendor.event_name(model)]):
        if pair.ours is None:
            continue
        whole_numbers = {"int"} if "float" in kinds(pair.ours) else set()
        assert kinds(pair.theirs) <= kinds(pair.ours) | whole_numbers, (dialect, pair.place)
        for value in vendor.literals_in(pair.theirs):
            assert msgspec.convert(value, pair.ours) == value, (dialect, pair.place)


@pytest.mark.parametrize(("dialect", "model"), EVENTS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_they_would_send_is_read_as_it_is(
    dialect: vendor.Dialect, model: vendor.Model, data: st.DataObject
) -> None:
    sent = data.draw(vendor.objects(model, narrowed))
    model.model_validate(sent)

    event = codec_for(dialect).decode(json.dumps(sent))

    assert isinstance(event, SERVER_EVENTS[vendor.event_name(model)])
    assert_same(sent, event)


def narrowed(model: vendor.Model, name: str) -> st.SearchStrategy[Any] | None:
    """What a server does send, where the types of the package say less."""
    match f"{model.__name__}.{name}":
        case "RealtimeFunctionTool.name" | "Tool.name":
            return vendor.TEXT
        case "RealtimeFunctionTool.type" | "Tool.type":
            return st.just("function")
        case "Session.tool_choice":
            return st.sampled_from(["auto", "none", "required"])
    return None


def assert_same(sent: Any, read: Any) -> None:
    """What was read is what was sent; null is read as the default."""
    if isinstance(read, msgspec.Struct):
        assert_same_fields(sent, read)
    elif isinstance(read, tuple):
        assert len(sent) == len(read)
        for one, other in zip(sent, read, strict=True):
            assert_same(one, other)
    else:
        assert (b64decode(sent) if isinstance(read, bytes) else sent) == read


def assert_same_fields(sent: dict[str, Any], read: msgspec.Struct) -> None:
    known = {field.name: field for field in fields(read)}
    for name, value in sent.items():
        if name not in known:
            continue
        ours = getattr(read, name)
        if value is None:
            assert ours in (None, known[name].default)
        else:
            assert_same(value, ours)


def test_all_structs_of_events_are_one_family() -> None:
    assert all(issubclass(struct, ServerEvent) for struct in SERVER_EVENTS.values())
