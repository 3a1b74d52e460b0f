"""The types of the `openai` package: what they have, and values made of them."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from hypothesis import strategies as st
from openai.types import realtime as ga
from openai.types.beta import realtime as beta
from pydantic import BaseModel
from pydantic.fields import FieldInfo

Model: TypeAlias = type[BaseModel]
Dialect: TypeAlias = Literal["ga", "beta"]
Exceptions: TypeAlias = Callable[[Model, str], st.SearchStrategy[Any] | None]
"""What stands in a field of a model instead of what its type says."""

SAMPLES: dict[Any, Any] = {str: "AQID", int: 7, float: 0.5, bool: True, object: {"any": ["thing"]}}
TEXT = st.text(max_size=8)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    object: st.dictionaries(TEXT, TEXT, max_size=2),
}
BASE64 = st.sampled_from(["", "AQ==", "AQI=", "AQID", "//79/Pv6"])


def members(union: Any) -> tuple[Model, ...]:
    """The models that a union of events is made of."""
    while get_origin(union) is Annotated:
        union = get_args(union)[0]
    return get_args(union)


SERVER: dict[Dialect, tuple[Model, ...]] = {
    "ga": members(ga.RealtimeServerEvent),
    "beta": members(beta.RealtimeServerEvent),
}
CLIENT: dict[Dialect, tuple[Model, ...]] = {
    "ga": members(ga.RealtimeClientEvent),
    "beta": members(beta.RealtimeClientEvent),
}


def event_name(model: Model) -> str:
    (name,) = get_args(model.model_fields["type"].annotation)
    return str(name)


def options(annotation: Any) -> tuple[Any, ...]:
    """What a value may be, null aside."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return options(get_args(annotation)[0])
    if origin not in (Union, UnionType):
        return () if annotation in (NoneType, None) else (annotation,)
    return tuple(option for each in get_args(annotation) for option in options(each))


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def models_in(annotation: Any) -> Iterator[Model]:
    """The models that a value may be, or hold as a list."""
    for option in options(annotation):
        if is_model(option):
            yield option
        elif get_origin(option) is list:
            yield from models_in(get_args(option)[0])


def literals_in(annotation: Any) -> Iterator[Any]:
    for option in options(annotation):
        if get_origin(option) is Literal:
            yield from get_args(option)


def is_base64(model: Model, name: str) -> bool:
    """Whether it is sound in a string; `audio` may be the description of sound as well."""
    if name == "audio":
        return str in options(model.model_fields[name].annotation)
    return name == "delta" and event_name(model).endswith("audio.delta")


def sample(model: Model) -> dict[str, Any]:
    """An object of that model, with all of its fields."""
    return {name: sample_of(field.annotation) for name, field in model.model_fields.items()}


def sample_of(annotation: Any) -> Any:
    kind = options(annotation)[0]
    if is_model(kind):
        return sample(kind)
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) is list:
        return [sample_of(get_args(kind)[0])]
    return {"key": "value"} if get_origin(kind) is dict else SAMPLES[kind]


@lru_cache
def objects(model: Model, exceptions: Exceptions) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of that model; what is optional may be missing, or null."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in model.model_fields.items():
        if (exception := exceptions(model, name)) is not None:
            required[name] = exception
        elif field.is_required():
            required[name] = values(model, name, field, exceptions)
        else:
            optional[name] = st.none() | values(model, name, field, exceptions)
    return st.fixed_dictionaries(required, optional=optional)


def values(
    model: Model, name: str, field: FieldInfo, exceptions: Exceptions
) -> st.SearchStrategy[Any]:
    def of(annotation: Any) -> st.SearchStrategy[Any]:
        return st.one_of([of_option(option) for option in options(annotation)])

    def of_option(kind: Any) -> st.SearchStrategy[Any]:
        if is_model(kind):
            return objects(kind, exceptions)
        if get_origin(kind) is Literal:
            return st.sampled_from(get_args(kind))
        if get_origin(kind) is list:
            return st.lists(of(get_args(kind)[0]), max_size=2)
        if get_origin(kind) is dict:
            return st.dictionaries(TEXT, of(get_args(kind)[1]), max_size=2)
        return SCALARS[kind]

    return BASE64 if is_base64(model, name) else of(field.annotation)
