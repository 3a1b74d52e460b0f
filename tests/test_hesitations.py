"""What the benchmark of turns is made of: utterances with a pause, and their plot."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from antiphon.audio import voiced_spans
from benchmarks.end_of_turn import Point
from benchmarks.hesitations import HESITATIONS, PAUSES, Hesitation
from benchmarks.plot import Curve, Mark, plotted
from benchmarks.reply_latency import Reply

SVG = "{http://www.w3.org/2000/svg}"


async def test_a_hesitation_has_its_pause_and_ends_with_its_last_sound() -> None:
    pytest.importorskip("hibari")
    hesitation = Hesitation(before="Put milk and", after="bread on my list.", seconds=0.9)
    sound = await hesitation.sound()
    spans = voiced_spans(sound)
    longest = max(later[0] - earlier[1] for earlier, later in pairwise(spans))
    assert longest == pytest.approx(900.0, abs=150.0)
    assert spans[-1][1] == pytest.approx(sound.duration * 1000, abs=100.0)


def test_every_length_of_a_pause_occurs_and_nobody_is_silent_at_first() -> None:
    assert {one.seconds for one in HESITATIONS} == set(PAUSES)
    assert all(one.before and one.after for one in HESITATIONS)


def test_a_point_counts_the_delay_of_those_only_who_were_heard_out() -> None:
    replies = [
        Reply(delay_ms=-900.0, was_cut_in=True),
        *(Reply(delay_ms=delay, was_cut_in=False) for delay in (300.0, 400.0, 500.0)),
    ]
    point = Point(hang=0.25, replies=replies)
    assert (point.delay_ms, point.cut_in_percent) == (400.0, 25.0)


def test_a_plot_shows_every_point_with_its_name_within_its_frame() -> None:
    marks = [Mark(320.0, 20.0, "0.25 s"), Mark(900.0, 3.0, "0.9 s")]
    page = plotted("Turns", "ms", "%", [Curve(name="sooner", color="#0969da", marks=marks)])
    svg = ElementTree.fromstring(page)
    texts = [element.text for element in svg.iter(f"{SVG}text")]
    assert {"0.25 s", "0.9 s", "sooner", "ms", "%", "1000", "20"} <= set(texts)
    places = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in svg.iter(f"{SVG}circle")]
    assert all(0 < x < 640 and 0 < y < 400 for x, y in places)
    (first_x, first_y), (last_x, last_y) = places[:2]
    assert first_x < last_x
    assert first_y < last_y
