"""What is known of a tool: its name, what it is for, and what it takes."""

import builtins
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_type_hints

from antiphon.llm.annotations import UnsupportedType, field_of, restrict, shape_of
from antiphon.llm.call_policy import CallPolicy
from antiphon.llm.shapes import Field, Record, Shape

__all__ = ["FunctionArgInfo", "FunctionInfo", "describe_function"]


@dataclass(frozen=True)
class FunctionArgInfo:
    """One parameter of a tool."""

    name: str
    description: str
    type: Any
    """The Python type of its values; of an enum or a Literal, that of the values given by name."""
    default: Any
    """`inspect.Parameter.empty` where there is none."""
    choices: tuple[Any, ...] | None = ()
    """The only values allowed, of a list: for its items; empty if any will do."""
    shape: Shape | None = field(default=None, repr=False, compare=False)
    """How values are checked and made; None: as `type` and `choices` say."""

    @cached_property
    def field(self) -> Field:
        """The parameter as one field of the tool's arguments."""
        required = self.default is inspect.Parameter.empty
        return Field(self.name, self.shape or self._plain_shape(), required, self.description)

    def _plain_shape(self) -> Shape:
        shape = shape_of(self.type)
        return restrict(shape, self.choices) if self.choices else shape


@dataclass(frozen=True)
class FunctionInfo:
    """A tool: what the model is told of it, and what is called."""

    name: str
    description: str
    auto_retry: bool
    callable: Callable[..., Any]
    arguments: dict[str, FunctionArgInfo]
    policy: CallPolicy = field(default=CallPolicy(), kw_only=True)
    """How its calls are run."""

    @cached_property
    def parameters(self) -> Record:
        """The arguments as one record: it checks them, makes them, and has their JSON Schema."""
        return Record(dict, tuple(argument.field for argument in self.arguments.values()))


def describe_function(
    function: Callable[..., Any],
    *,
    name: str,
    description: str,
    auto_retry: bool,
    policy: CallPolicy,
) -> FunctionInfo:
    """The tool that `function` makes, from its signature.

    Raises ValueError, with the parameter's name, for one that a model cannot give: positional-only
    or variadic, without an annotation, or with one that is not supported.
    """
    arguments = {}
    for parameter in inspect.signature(function).parameters.values():
        try:
            arguments[parameter.name] = _argument(function, parameter)
        except UnsupportedType as error:
            raise ValueError(f"parameter {parameter.name} of {name}: {error}") from error
    return FunctionInfo(name, description, auto_retry, function, arguments, policy=policy)


def _argument(function: Callable[..., Any], parameter: inspect.Parameter) -> FunctionArgInfo:
    if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
        raise UnsupportedType("a tool's parameters must be ones that can be given by name")
    told = field_of(
        parameter.name,
        _annotation(function, parameter),
        default=parameter.default,
        required=parameter.default is parameter.empty,
    )
    return FunctionArgInfo(
        name=told.name,
        description=told.description,
        type=told.shape.kind,
        default=parameter.default,
        choices=told.shape.choices,
        shape=told.shape,
    )


def _annotation(function: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """The annotation, looked up alone: others, of the result for one, may be for checkers only."""
    if parameter.annotation is parameter.empty:
        raise UnsupportedType("it needs an annotation")
    holder = type("holder", (), {"__annotations__": {parameter.name: parameter.annotation}})
    try:
        return get_type_hints(holder, _names(function), include_extras=True)[parameter.name]
    except Exception as error:  # in a string there may be any expression
        raise UnsupportedType(f"its annotation does not resolve: {error}") from error


def _names(function: Callable[..., Any]) -> dict[str, Any]:
    """What its annotations may refer to: the module's names, then those of the method's class."""
    owner = getattr(function, "__self__", None)
    kind = owner if isinstance(owner, type) else type(owner)
    module = getattr(inspect.unwrap(function), "__globals__", {})
    return {**vars(kind), **vars(builtins), **module}
