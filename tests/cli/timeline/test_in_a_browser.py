"""The page in a real Chromium."""

import json
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from antiphon.cli.timeline import inspect_folder
from tests.cli.timeline.browser import CHROMIUM, Tab, browser, opened
from tests.cli.timeline.story import STORY, leave, line, many
from tests.cli.timeline.test_page import HOSTILE, hostile_story

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.timeout(90),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]

Shown: TypeAlias = Callable[..., AbstractAsyncContextManager[Tab]]

CLOCK = "document.getElementById('clock').textContent"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with browser(tmp_path_factory.mktemp("profile")) as address:
        yield address


@pytest.fixture
def shown(address: str, tmp_path: Path) -> Shown:
    """The page of a conversation, in a browser; nothing in it may go wrong."""

    @asynccontextmanager
    async def show(lines: Sequence[str] = STORY) -> AsyncGenerator[Tab]:
        page, _ = inspect_folder(leave(tmp_path, lines))
        async with opened(address) as tab:
            await tab.go(page.as_uri())
            yield tab
            assert tab.complaints == []

    return show


async def box(tab: Tab, selector: str) -> tuple[float, float, float, float]:
    """Left, top, width and height of an element."""
    found = await tab.evaluate(
        f"JSON.stringify(document.querySelector({selector!r}).getBoundingClientRect())"
    )
    rect = json.loads(found)
    return rect["left"], rect["top"], rect["width"], rect["height"]


async def visible(tab: Tab) -> float:
    """How many seconds the view shows: from where two words are, which are 0.9 s apart."""
    first = await box(tab, "#words .agent span:nth-of-type(1)")
    third = await box(tab, "#words .agent span:nth-of-type(3)")
    _, _, width, _ = await box(tab, "#view")
    return width / (third[0] - first[0]) * 0.9


async def test_words_stand_where_they_were_heard(shown: Shown) -> None:
    async with shown() as tab:
        words = await tab.evaluate(
            "[...document.querySelectorAll('#words .agent span')].map((s) => s.textContent)"
        )
        assert words == ["Once", "upon", "a", "time."]
        left, _, width, _ = await box(tab, "#view")
        for word, at in ((1, 3.0), (2, 3.4), (3, 3.9), (4, 4.0)):
            x, *_ = await box(tab, f"#words .agent span:nth-of-type({word})")
            assert x == pytest.approx(left + at / 6.0 * width, abs=2)
        grey = await tab.evaluate("document.querySelector('#words .unheard').textContent")
        assert grey == "time."


async def test_both_voices_and_what_was_cut_off_are_drawn(shown: Shown) -> None:
    async with shown() as tab:
        colours = await tab.evaluate(
            """(() => {
              const canvas = document.getElementById('waves'), pen = canvas.getContext('2d');
              const { data, width } = pen.getImageData(0, 0, canvas.width, canvas.height);
              const at = (s, y) => {
                const first = (y * width + Math.round(s / 6 * width)) * 4;
                return data.slice(first, first + 4).join();
              };
              return [at(1.5, 75), at(0.5, 75), at(3.5, 207), at(4.5, 207), at(5.5, 207)];
            })()"""
        )
        caller, silence, agent, ghost, nothing = colours
        assert len({caller, agent, ghost, nothing}) == 4
        assert silence == nothing


async def test_turns_are_listed_with_their_waterfall(shown: Shown) -> None:
    async with shown() as tab:
        card = await tab.evaluate("document.querySelector('#cards li').innerText")
        assert "Tell me a story." in card
        assert "first token" in card
        assert "cut off at 0:04.000: 1.00 s of 1.80 s were heard" in card


async def test_keys_seek_zoom_and_go_from_turn_to_turn(shown: Shown) -> None:
    async with shown() as tab:
        for _ in range(2):
            await tab.press("ArrowRight")
        assert await tab.evaluate(CLOCK) == "0:02.0"
        await tab.press("ArrowLeft")
        assert await tab.evaluate(CLOCK) == "0:01.0"
        await tab.press("End")
        assert await tab.evaluate(CLOCK) == "0:06.0"
        await tab.press("Home")
        assert await tab.evaluate(CLOCK) == "0:00.0"
        whole = await visible(tab)
        await tab.press("+")
        assert await visible(tab) == pytest.approx(whole / 1.5, rel=0.05)
        await tab.press("0")
        assert await visible(tab) == pytest.approx(whole, rel=0.05)
        await tab.press("j")
        assert await tab.evaluate(CLOCK) == "0:01.0"
        assert await tab.evaluate("document.querySelectorAll('#cards li.selected').length") == 1


async def test_what_is_zoomed_is_laid_out_once_however_much_there_is_of_it(shown: Shown) -> None:
    async with shown(many(turns=60)) as tab:
        await tab.press("j")
        before = await tab.layouts()
        await tab.press("0")
        assert await tab.layouts() - before < 12


async def test_what_is_too_narrow_to_be_read_is_not_shown(shown: Shown) -> None:
    shown_words = "document.querySelectorAll('#words .utterance:not([hidden])').length"
    async with shown(many(turns=240)) as tab:
        await tab.press("j")
        assert await tab.evaluate(shown_words) > 0
        await tab.press("0")
        assert await tab.evaluate(shown_words) < 4


async def test_space_plays_and_pauses(shown: Shown) -> None:
    async with shown() as tab:
        await tab.press(" ")
        await tab.until("document.getElementById('sound').currentTime > 0.2")
        assert await tab.evaluate("document.getElementById('play').ariaLabel") == "Pause"
        await tab.press(" ")
        await tab.until("document.getElementById('sound').paused")
        assert await tab.evaluate("document.getElementById('sound').error") is None


async def test_the_mouse_seeks_zooms_moves_and_asks(shown: Shown) -> None:
    async with shown() as tab:
        left, top, width, _ = await box(tab, "#view")
        middle = left + width / 2
        await tab.click(middle, top + 90)
        assert await tab.evaluate(CLOCK) == "0:03.0"
        whole = await visible(tab)
        await tab.mouse("mouseWheel", middle, top + 90, deltaX=0, deltaY=-400)
        zoomed = await visible(tab)
        assert zoomed < whole / 2
        before, *_ = await box(tab, "#words .agent span")
        await tab.mouse("mousePressed", middle, top + 90, button="left", buttons=1)
        await tab.mouse("mouseMoved", middle - 60, top + 90, button="left", buttons=1)
        await tab.mouse("mouseReleased", middle - 60, top + 90, button="left")
        after, *_ = await box(tab, "#words .agent span")
        assert after == pytest.approx(before - 60, abs=2)
        await tab.press("0")
        await tab.mouse("mouseMoved", left + width * 3.2 / 6, top + 222)
        tip = await tab.evaluate("document.getElementById('tip').textContent")
        assert tip.startswith("0:03.2")
        assert tip.endswith("Once")


async def test_a_button_that_opens_a_menu_neither_seeks_nor_moves(shown: Shown) -> None:
    async with shown() as tab:
        left, top, width, _ = await box(tab, "#view")
        middle = left + width / 2
        await tab.press("+")
        before = await box(tab, "#words .agent span")
        await tab.mouse("mousePressed", middle, top + 90, button="right", clickCount=1)
        await tab.mouse("mouseMoved", middle - 60, top + 90)
        assert await box(tab, "#words .agent span") == before
        await tab.mouse("mouseReleased", middle - 60, top + 90, button="right", clickCount=1)
        assert await tab.evaluate(CLOCK) == "0:00.0"


async def test_nothing_that_was_said_is_run(shown: Shown) -> None:
    async with shown(hostile_story()) as tab:
        assert await tab.evaluate("document.querySelectorAll('img').length") == 0
        assert await tab.evaluate("document.querySelectorAll('script').length") == 2
        said = await tab.evaluate("document.querySelector('#words .caller').textContent")
        assert said.startswith(HOSTILE[:40])


async def test_every_control_has_a_name(shown: Shown) -> None:
    async with shown() as tab:
        names = await tab.evaluate(
            "[...document.querySelectorAll('button')].map((b) => b.ariaLabel || b.textContent)"
        )
        assert len(names) == 7
        assert all(names)


async def test_a_conversation_of_nothing_is_drawn(shown: Shown) -> None:
    async with shown([line(0.0, "closed")]) as tab:
        assert await tab.evaluate("document.getElementById('turns').hidden") is True
