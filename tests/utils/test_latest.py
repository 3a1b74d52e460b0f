"""What is remembered of things without end."""

from antiphon.utils.latest import Latest


def test_the_oldest_is_forgotten_for_the_latest() -> None:
    forgotten: list[str] = []
    latest = Latest(2, forgotten.append)
    for each in "abac":
        latest.add(each)
    assert [each in latest for each in "abc"] == [True, False, True]
    assert forgotten == ["b"]


def test_one_may_be_forgotten_and_then_all() -> None:
    latest = Latest(2)
    latest.add("a")
    latest.add("b")
    latest.discard("a")
    latest.discard("never there")
    assert [each in latest for each in "ab"] == [False, True]
    latest.clear()
    assert "b" not in latest
