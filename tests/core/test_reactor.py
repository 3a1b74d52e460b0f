"""Each event runs to completion: results of effects first, then events, then news."""

from typing import TYPE_CHECKING

import pytest

from antiphon.reactor import Reactor

if TYPE_CHECKING:
    from collections.abc import Callable


class Log:
    """A reactor over words: an event "a b" has the effects "a" and "b"."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.on_effect: dict[str, Callable[[], None]] = {}
        self.on_news: dict[str, Callable[[], None]] = {}
        self.reactor: Reactor[str, str, str] = Reactor(
            handle=self._handle, perform=self._perform, tell=self._tell
        )

    def announces(self, *news: str) -> None:
        for item in news:
            self.reactor.announce(item)

    def _handle(self, event: str) -> list[str]:
        self.lines.append(f"handle {event}")
        return event.split()

    def _perform(self, effect: str) -> None:
        self.lines.append(f"perform {effect}")
        self.on_effect.get(effect, lambda: None)()

    def _tell(self, news: str) -> None:
        self.lines.append(f"tell {news}")
        self.on_news.get(news, lambda: None)()


def test_effects_are_performed_in_order() -> None:
    log = Log()
    log.reactor.post("a b")
    assert log.lines == ["handle a b", "perform a", "perform b"]


def test_what_comes_of_an_effect_is_handled_before_the_events_that_wait() -> None:
    log = Log()

    def stop() -> None:
        log.reactor.post("later")
        log.reactor.answer("position")

    log.on_effect["stop"] = stop
    log.reactor.post("stop more")
    assert log.lines == [
        "handle stop more",
        "perform stop",
        "perform more",
        "handle position",
        "perform position",
        "handle later",
        "perform later",
    ]


def test_listeners_are_told_when_nothing_is_left_to_handle() -> None:
    log = Log()

    def announce_and_post() -> None:
        log.reactor.announce("news")
        log.reactor.post("b")

    log.on_effect["a"] = announce_and_post
    log.reactor.post("a")
    assert log.lines == ["handle a", "perform a", "handle b", "perform b", "tell news"]


def test_what_a_listener_does_is_in_force_when_its_call_returns_and_told_later() -> None:
    log = Log()
    log.on_effect["a"] = lambda: log.announces("first", "second")
    log.on_effect["b"] = lambda: log.reactor.announce("third")

    def listener() -> None:
        log.reactor.post("b")
        assert log.lines[-1] == "perform b"

    log.on_news["first"] = listener
    log.reactor.post("a")
    assert log.lines[2:] == ["tell first", "handle b", "perform b", "tell second", "tell third"]


def test_a_listener_that_raises_stops_nothing_for_good() -> None:
    log = Log()
    log.on_effect["a"] = lambda: log.announces("bad", "good")

    def listener() -> None:
        raise ValueError("a listener's own")

    log.on_news["bad"] = listener
    with pytest.raises(ValueError, match="a listener's own"):
        log.reactor.post("a")
    log.reactor.post("b")
    assert log.lines[-3:] == ["handle b", "perform b", "tell good"]


def test_an_effect_that_raises_leaves_the_reactor_working() -> None:
    log = Log()

    def fail() -> None:
        raise OSError("broken")

    log.on_effect["a"] = fail
    with pytest.raises(OSError, match="broken"):
        log.reactor.post("a")
    log.reactor.post("b")
    assert log.lines[-1] == "perform b"


def test_what_fails_keeps_no_other_from_its_turn_and_is_raised_when_all_is_told() -> None:
    log = Log()

    def fail() -> None:
        log.reactor.post("later")
        raise OSError("broken")

    log.on_effect["bad"] = fail
    log.on_effect["good"] = lambda: log.announces("news")
    with pytest.raises(OSError, match="broken"):
        log.reactor.post("bad good")
    assert log.lines == [
        "handle bad good",
        "perform bad",
        "perform good",
        "handle later",
        "perform later",
        "tell news",
    ]
