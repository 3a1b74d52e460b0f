"""Whether media gets through, told by what comes back."""

from antiphon.rooms.livekit.lifeline import Lifeline, Way

STEP = 0.2


def ways(arrivals: list[float], looks: int) -> list[Way]:
    """What is found at each look, when something arrived at those times."""
    lifeline = Lifeline()
    found = []
    for count in range(1, looks + 1):
        now = count * STEP
        latest = max((at for at in arrivals if at <= now), default=0.0)
        found.append(lifeline.look(latest, now - latest, now))
    return found


def test_the_way_of_one_who_sends_sound_is_open() -> None:
    assert set(ways([count / 50 for count in range(500)], 40)) == {Way.OPEN}


def test_where_nothing_comes_one_asks_and_five_questions_later_the_way_is_dead() -> None:
    assert ways([0.19], 8) == [Way.OPEN, *[Way.DOUBTFUL] * 5, Way.DEAD, Way.DEAD]


def test_an_answer_opens_it() -> None:
    assert ways([0.19, 1.55, 1.59], 8)[-2:] == [Way.DEAD, Way.OPEN]
    assert ways([0.19, 1.1], 6)[-1] is Way.OPEN


def test_what_arrived_a_moment_ago_is_enough() -> None:
    lifeline = Lifeline()
    lifeline.look(1.0, 0.01, 1.01)
    assert lifeline.look(1.0, 0.1, 1.1) is Way.OPEN


def test_it_is_dead_since_the_last_that_came() -> None:
    lifeline = Lifeline()
    for count in range(10):
        lifeline.look(7.0, 0.05 + count * STEP, 100.0 + count * STEP)
    assert lifeline.came_at == 99.95
