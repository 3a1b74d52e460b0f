"""The meters of the live view: how loud a voice is, and how that is drawn."""

import numpy as np
import pytest
from rich.cells import cell_len

from antiphon.audio import AudioFrame
from antiphon.cli.meter import SILENCE, Meter, Reading
from antiphon.cli.panel import Glance, panel

FRAME = 0.02


def square(dbfs: float, *, sample_rate: int = 24_000, channels: int = 1) -> AudioFrame:
    """20 ms as loud as that; its peak is its level."""
    amplitude = round(32768 * 10 ** (dbfs / 20))
    samples = np.full((round(FRAME * sample_rate), channels), amplitude, np.int16)
    samples[::2] *= -1
    return AudioFrame.from_samples(samples if channels > 1 else samples[:, 0], sample_rate)


def heard(meter: Meter, dbfs: float, *, start: float, seconds: float) -> None:
    for n in range(round(seconds / FRAME)):
        meter.deliver(start + n * FRAME, square(dbfs))


def test_a_meter_shows_how_loud_it_is() -> None:
    meter = Meter()
    assert meter.read(0.0) == Reading(level=SILENCE, peak=SILENCE)
    heard(meter, -20.0, start=0.0, seconds=0.6)
    reading = meter.read(0.6)
    assert reading.peak == pytest.approx(-20.0, abs=0.1)
    assert -24.0 < reading.level < -20.0


def test_it_rises_at_once_and_falls_slowly_while_the_peak_is_held() -> None:
    meter = Meter()
    heard(meter, -40.0, start=0.0, seconds=0.6)
    heard(meter, -10.0, start=0.6, seconds=0.06)
    assert meter.read(0.66).level == pytest.approx(-12.4, abs=0.1)
    assert meter.read(1.16).level == pytest.approx(-32.4, abs=0.1)
    assert meter.read(1.16).peak == pytest.approx(-10.0, abs=0.1)
    assert meter.read(2.09).peak == pytest.approx(-10.0, abs=0.1)
    assert meter.read(2.11) == Reading(level=SILENCE, peak=SILENCE)


def test_sound_that_comes_before_it_is_played_is_shown_when_it_is() -> None:
    meter = Meter()
    heard(meter, -20.0, start=5.0, seconds=0.6)
    assert meter.read(4.9).level == SILENCE
    assert meter.read(5.3).level > -23.0


def test_sound_that_is_cut_is_not_shown() -> None:
    meter = Meter()
    heard(meter, -40.0, start=0.0, seconds=0.6)
    heard(meter, -20.0, start=0.6, seconds=0.62)
    meter.cut(0.6)
    assert meter.read(1.0).peak == pytest.approx(-40.0, abs=0.1)
    heard(meter, -30.0, start=1.0, seconds=0.06)
    assert meter.read(1.06).peak == pytest.approx(-30.0, abs=0.1)


def test_rates_and_channels_may_change_in_between() -> None:
    meter = Meter()
    meter.deliver(0.0, square(-20.0, sample_rate=8000))
    meter.deliver(0.02, square(-20.0, sample_rate=48_000, channels=2))
    meter.deliver(0.04, square(-20.0))
    assert meter.read(0.06).peak == pytest.approx(-20.0, abs=0.1)


def test_digital_silence_and_full_scale_are_the_ends_of_the_scale() -> None:
    meter = Meter()
    meter.deliver(0.0, AudioFrame.create(24_000, 1, 24_000))
    assert meter.read(0.0) == Reading(level=SILENCE, peak=SILENCE)
    meter.deliver(1.0, AudioFrame.from_samples(np.full(24_000, -32768, np.int16), 24_000))
    assert meter.read(1.0) == Reading(level=0.0, peak=0.0)


def lines(glance: Glance, width: int) -> list[str]:
    return [line.plain.rstrip() for line in panel(glance, width)]


BUSY = Glance(
    seconds=62.4,
    caller=Reading(level=-30.0, peak=-15.0),
    agent=Reading(level=-60.0, peak=-60.0),
    caller_speaks=True,
    state="thinking",
    latencies=(0.51, 0.62),
)


def test_the_panel_has_a_line_for_each_voice_and_one_for_its_latencies() -> None:
    assert lines(BUSY, 60) == [
        "   1:02  caller  ━━━━━━━━━━╸────┃─────  -15 dB  ● speaking",
        "         agent   ─────────────────────          ◌ thinking",
        "                 answered after 0.62 s",
    ]
    assert lines(BUSY, 80)[2].endswith("answered after 0.62 s, median of 2: 0.56 s")
    assert lines(BUSY, 200)[0].count("━") == 24, "longer bars would tell nothing more"


def test_on_a_narrow_terminal_the_panel_leaves_out_what_it_can() -> None:
    assert lines(BUSY, 40) == [
        "   1:02 caller ━━━━━━───┃── ● speaking",
        "        agent  ──────────── ◌ thinking",
        "               answered after 0.62 s",
    ]
    assert lines(BUSY, 20) == [
        "caller ━━━━━━───┃──",
        "agent  ────────────",
        "1:02 ● speaking",
    ]


def test_a_mark_at_the_end_of_the_bar_and_one_within_are_drawn_right() -> None:
    loudest = Glance(caller=Reading(level=-6.0, peak=0.0), agent=Reading(level=0.0, peak=0.0))
    caller, agent, _ = lines(loudest, 40)
    assert caller == "   0:00 caller ━━━━━━━━━━━┃"
    assert agent == "        agent  ━━━━━━━━━━━━ ○ starting"


@pytest.mark.parametrize("state", ["initializing", "listening", "thinking", "speaking"])
def test_the_panel_always_fits_and_has_three_lines(state: str) -> None:
    for width in range(2, 140):
        glance = Glance(
            seconds=35_999.0,
            caller=Reading(level=-1.0, peak=-0.5),
            caller_speaks=width % 2 == 0,
            state=state,  # type: ignore[arg-type]
            latencies=(12.34, 112.34),
        )
        shown = panel(glance, width)
        assert len(shown) == 3
        assert max(cell_len(line.plain) for line in shown) < width
        assert cell_len(shown[-1].plain + "^C") < max(width, 4), "else Ctrl-C begins a new line"


def test_sound_at_full_scale_is_marked() -> None:
    clipped = panel(Glance(caller=Reading(level=-3.0, peak=-0.5)), 80)[0]
    assert any(span.style == "bold red" for span in clipped.spans)
    fine = panel(Glance(caller=Reading(level=-3.0, peak=-1.5)), 80)[0]
    assert not any(span.style == "bold red" for span in fine.spans)
