"""The report counts as it says."""

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.features.report import (
    FOLDER,
    Outcome,
    Outcomes,
    Row,
    State,
    read_rows,
    report,
    rows_of,
    state_of,
)


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], State.TO_COME),
        (["passed"], State.WORKS),
        (["passed", "passed"], State.WORKS),
        (["passed", "failed"], State.FAILS),
        (["failed", "skipped"], State.FAILS),
        (["skipped"], State.TO_COME),
        (["passed", "skipped"], State.TO_COME),
    ],
)
def test_a_row_works_when_it_has_tests_and_all_of_them_pass(
    outcomes: list[Outcome], state: State
) -> None:
    assert state_of(outcomes) is state


@pytest.mark.parametrize(
    ("test_id", "rows"),
    [
        ("tests/features/test_agent.py::test_row_024_a_second_start_is_refused", [24]),
        ("tests/features/test_agent.py::test_rows_045_046_the_user_speaks[3]", [45, 46]),
        ("tests/features/test_report.py::test_a_row_works", []),
        ("tests/features/test_x.py::test_row_9_too_short", []),
    ],
)
def test_the_numbers_of_the_rows_are_in_the_ids_of_the_tests(test_id: str, rows: list[int]) -> None:
    assert rows_of(test_id) == rows


def test_the_table_has_each_row_with_its_state_and_the_sum_comes_last() -> None:
    rows = [Row(number=n, name=f"row [{n}]") for n in (1, 2, 3)]
    page = StringIO()
    states = report(rows, {1: ["passed"], 2: ["passed", "failed"]}, Console(file=page, width=60))
    lines = page.getvalue().splitlines()
    assert lines[-1] == "1 of 3 rows work"
    for number, state in ((1, "works"), (2, "fails"), (3, "to come")):
        assert any(f"row [{number}]" in line and state in line for line in lines)
    assert states == {State.WORKS: 1, State.FAILS: 1, State.TO_COME: 1}


def test_how_tests_went_is_noted_by_row(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "def test_row_001_works(): pass\n"
        "def test_rows_001_002_fails(): assert False\n"
        "@pytest.fixture\n"
        "def broken(): raise OSError\n"
        "def test_row_003_cannot_begin(broken): pass\n"
        "@pytest.mark.skip\n"
        "def test_row_004_is_skipped(): pass\n"
    )
    (tmp_path / "test_unreadable.py").write_text("1 /")
    outcomes = Outcomes()
    pytest.main(["-p", "no:terminal", "-c", "/dev/null", str(tmp_path)], plugins=[outcomes])
    assert not outcomes.of_row
    assert len(outcomes.complaints) == 1
    (tmp_path / "test_unreadable.py").unlink()
    pytest.main(["-p", "no:terminal", "-c", "/dev/null", str(tmp_path)], plugins=[outcomes])
    assert outcomes.of_row == {
        1: ["passed", "failed"],
        2: ["failed"],
        3: ["failed"],
        4: ["skipped"],
    }
    assert len(outcomes.complaints) == 3


def test_the_table_is_complete() -> None:
    assert [row.number for row in read_rows()] == list(range(1, 166))


def test_the_rows_without_a_test_are_those_that_need_a_vendor_or_livekit() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("test_*.py"))
    tested = {row for name in re.findall(r"def (test_\w+)", tests) for row in rows_of(name)}
    untested = {row.number for row in read_rows()} - tested
    openai, livekit, gemini = {151}, {165}, {161, 162, 163, 164}
    assert untested <= openai | livekit | gemini
