"""How functions become tools: by decorator, with names, descriptions and refusals."""

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any, ParamSpec, TypeVar

import pytest

from antiphon import llm

P = ParamSpec("P")
R = TypeVar("R")


class Kitchen(llm.FunctionContext):
    @llm.ai_callable(name="roast", description="Roast it.", auto_retry=True)
    async def roast_slowly(
        self, dish: Annotated[str, llm.TypeInfo(description="what to roast")], hours: int = 2
    ) -> str:
        return f"{dish} for {hours} h"

    @llm.ai_callable()
    def boil(self) -> str:
        """
        Boil water.

        It takes a while.
        """
        return "hot"

    def taste(self) -> None:
        """Nobody else's business."""

    @property
    def broken(self) -> str:
        raise RuntimeError("looked at while the tools were collected")


def test_marked_methods_are_tools_in_the_order_of_their_names() -> None:
    assert list(Kitchen().ai_functions) == ["boil", "roast"]


def test_a_tool_has_what_the_decorator_said() -> None:
    roast = Kitchen().ai_functions["roast"]
    assert (roast.name, roast.description, roast.auto_retry) == ("roast", "Roast it.", True)


def test_a_docstring_describes_the_tool() -> None:
    boil = Kitchen().ai_functions["boil"]
    assert boil.description == "Boil water.\n\nIt takes a while."
    assert boil.auto_retry is False


async def test_a_tool_is_bound_to_its_object() -> None:
    assert await Kitchen().ai_functions["roast"].callable(dish="beet") == "beet for 2 h"


def test_arguments_are_described() -> None:
    dish, hours = Kitchen().ai_functions["roast"].arguments.values()
    assert dish == llm.FunctionArgInfo(
        name="dish",
        description="what to roast",
        type=str,
        default=inspect.Parameter.empty,
        choices=(),
    )
    assert hours == llm.FunctionArgInfo(
        name="hours", description="", type=int, default=2, choices=()
    )


def test_calls_of_a_tool_are_run_as_declared() -> None:
    class Patient(llm.FunctionContext):
        @llm.ai_callable(description="Wait.", timeout=90, on_interrupt="cancel")
        async def wait(self) -> None: ...

    patient = Patient()
    patient.ai_callable(name="hurry", description="Hurry.", timeout=0.5)(lambda: None)
    policies = {name: tool.policy for name, tool in patient.ai_functions.items()}
    assert policies == {
        "wait": llm.CallPolicy(timeout=90, on_interrupt="cancel"),
        "hurry": llm.CallPolicy(timeout=0.5, on_interrupt="keep"),
    }


def test_a_tool_of_0_12_has_half_a_minute_and_goes_on_through_interruptions() -> None:
    by_position = llm.FunctionInfo("boil", "Boil water.", False, print, {})
    assert by_position.policy == Kitchen().ai_functions["boil"].policy
    assert by_position.policy == llm.CallPolicy(timeout=30.0, on_interrupt="keep")


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), True, "5", None])
def test_a_timeout_that_is_no_time_is_refused(timeout: Any) -> None:
    with pytest.raises(ValueError, match="timeout is a number of seconds above 0"):
        llm.ai_callable(description="Wait.", timeout=timeout)
    with pytest.raises(ValueError, match="timeout is a number of seconds above 0"):
        Kitchen().ai_callable(description="Wait.", timeout=timeout)


def test_what_an_interruption_does_is_one_of_two_things() -> None:
    with pytest.raises(ValueError, match="on_interrupt is 'keep' or 'cancel', not 'stop'"):
        llm.ai_callable(description="Wait.", on_interrupt="stop")  # type: ignore[arg-type]


def test_the_decorator_returns_the_method() -> None:
    def stir() -> None:
        """Stir."""

    assert llm.ai_callable()(stir) is stir


def test_a_function_can_be_added_later() -> None:
    """Defect 52: 0.12 returned None, and the decorated name was lost."""
    kitchen = Kitchen()

    @kitchen.ai_callable()
    def stir(turns: int) -> str:
        """Stir it."""
        return "!" * turns

    assert kitchen.ai_functions["stir"].callable is stir
    assert kitchen.ai_functions["stir"].auto_retry is True
    assert stir(2) == "!!"


def test_two_contexts_do_not_share_what_is_added() -> None:
    first, second = Kitchen(), Kitchen()
    first.ai_callable(name="x", description="X.")(lambda: None)
    assert "x" not in second.ai_functions


def test_a_tool_can_be_withdrawn() -> None:
    kitchen = Kitchen()
    del kitchen.ai_functions["boil"]
    assert list(kitchen.ai_functions) == ["roast"]


def test_subclasses_inherit_tools_and_can_take_them_back() -> None:
    class Cold(Kitchen):
        def boil(self) -> str:
            return "lukewarm"

    assert list(Cold().ai_functions) == ["roast"]


def test_static_and_class_methods_can_be_tools() -> None:
    class Bar(llm.FunctionContext):
        @staticmethod
        @llm.ai_callable(description="Shake it.")
        def shake(times: int) -> int:
            return times

        @classmethod
        @llm.ai_callable(description="Close the bar.")
        def close(cls, hour: int) -> str:
            return f"{cls.__name__} closes at {hour}"

    tools = Bar().ai_functions
    assert tools["shake"].callable(times=3) == 3
    assert tools["close"].callable(hour=2) == "Bar closes at 2"


def test_a_name_is_taken_once() -> None:
    kitchen = Kitchen()
    with pytest.raises(ValueError, match="duplicate ai_callable name: boil"):
        kitchen.ai_callable(name="boil", description="Again.")(lambda: None)


def test_a_tool_without_words_is_refused() -> None:
    def mute() -> None: ...

    with pytest.raises(ValueError, match="mute needs a docstring"):
        llm.ai_callable()(mute)


def positional(a: int, /) -> None: ...
def variadic(*a: int) -> None: ...
def keywords(**a: int) -> None: ...
def bare(a) -> None: ...  # type: ignore[no-untyped-def]
def unknown(a: "Nowhere") -> None: ...  # type: ignore[name-defined]  # noqa: F821
def unsupported(a: complex) -> None: ...


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (positional, "given by name"),
        (variadic, "given by name"),
        (keywords, "given by name"),
        (bare, "needs an annotation"),
        (unknown, "name 'Nowhere' is not defined"),
        (unsupported, "the type complex is not supported: use str,"),
    ],
)
def test_a_parameter_no_model_can_give_is_refused_by_name(
    function: Callable[..., Any], reason: str
) -> None:
    """Defect 52: 0.12 raised bare TypeErrors and KeyErrors, or broke when a session began."""
    fnc_ctx = llm.FunctionContext()
    with pytest.raises(ValueError, match=f"parameter a of tool: .*{reason}"):
        fnc_ctx.ai_callable(name="tool", description="A tool.")(function)
    assert fnc_ctx.ai_functions == {}


def later(dish: "Annotated[Dish, llm.TypeInfo(description='which')]") -> "Nowhere":  # type: ignore[name-defined]  # noqa: F821
    """Serve it."""


Dish = str


def test_annotations_may_be_strings_and_the_results_is_never_looked_at() -> None:
    fnc_ctx = llm.FunctionContext()
    fnc_ctx.ai_callable()(later)
    dish = fnc_ctx.ai_functions["later"].arguments["dish"]
    assert (dish.type, dish.description) == (str, "which")


def wrapping(function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    return wrapper


def test_a_wrapped_function_is_described_by_what_it_wraps() -> None:
    fnc_ctx = llm.FunctionContext()

    @fnc_ctx.ai_callable()
    @wrapping
    def chop(dish: "Dish") -> None:
        """Chop it."""

    assert fnc_ctx.ai_functions["chop"].arguments["dish"].type is str


def ask() -> int:
    """What a kitchen is asked."""
    return 1


@pytest.mark.parametrize("name", ["", "boil water", "süß", "a.b", "x" * 65, "boil\n"])
def test_a_name_that_models_cannot_call_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be a tool's name: give ai_callable a name"):
        llm.ai_callable(name=name, description="Boil it.")(ask)


@pytest.mark.parametrize("nameless", [lambda: 1, functools.partial(ask)])
def test_what_has_no_name_of_its_own_needs_one(nameless: Callable[[], int]) -> None:
    kitchen = llm.FunctionContext()
    with pytest.raises(ValueError, match="give ai_callable a name"):
        kitchen.ai_callable(description="Boil it.")(nameless)
    kitchen.ai_callable(name="boil-2", description="Boil it.")(nameless)
    assert list(kitchen.ai_functions) == ["boil-2"]


def test_a_description_is_a_text() -> None:
    with pytest.raises(ValueError, match="the description of ask is a text, not None"):
        llm.ai_callable(description=None)(ask)  # type: ignore[arg-type]


def test_a_generator_is_no_tool() -> None:
    async def dishes() -> AsyncIterator[str]:
        yield "soup"

    def courses() -> Iterator[str]:
        yield "soup"

    for generator in (dishes, courses):
        with pytest.raises(ValueError, match=f"{generator.__name__} is a generator"):
            llm.ai_callable(description="What there is.")(generator)


async def test_the_decorator_may_stand_above_or_below_staticmethod_and_classmethod() -> None:
    class Counter(llm.FunctionContext):
        @llm.ai_callable(description="One more.")
        @staticmethod
        def above(number: int) -> int:
            return number + 1

        @llm.ai_callable(description="Who counts.")
        @classmethod
        def who(cls) -> str:
            return cls.__name__

        @staticmethod
        @llm.ai_callable(description="One less.")
        def below(number: int) -> int:
            return number - 1

    counter = Counter()
    assert list(counter.ai_functions) == ["above", "below", "who"]
    for name, arguments, result in [
        ("above", '{"number": 1}', 2),
        ("below", '{"number": 1}', 0),
        ("who", None, "Counter"),
    ]:
        call = llm.parse_function_call(counter, "call_1", name, arguments).execute()
        assert await call.task == result
