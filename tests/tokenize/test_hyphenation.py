"""Words are hyphenated by TeX's patterns, which are read when they are needed first."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.tokenize.basic import hyphenate_word


@pytest.mark.parametrize(
    "hyphenated",
    [
        "pro-gram-ming",
        "Syl-la-ble",
        "mi-cro-phone",
        "al-go-rithm",
        "con-ver-sa-tion",
        "lis-ten-er.",
    ],
)
def test_words_are_hyphenated(hyphenated: str) -> None:
    assert hyphenate_word(hyphenated.replace("-", "")) == hyphenated.split("-")


@pytest.mark.parametrize(
    "hyphenated",
    [
        *("as-so-ciate", "as-so-ciates", "dec-li-na-tion", "oblig-a-tory", "phil-an-thropic"),
        *("present", "presents", "project", "projects", "reci-procity", "re-cog-ni-zance"),
        *("ref-or-ma-tion", "ret-ri-bu-tion", "ta-ble"),
    ],
)
def test_exceptions_go_before_patterns(hyphenated: str) -> None:
    assert hyphenate_word(hyphenated.replace("-", "")) == hyphenated.split("-")
    assert hyphenate_word(hyphenated.replace("-", "").upper()) == hyphenated.upper().split("-")


@pytest.mark.parametrize("word", ["", "a", "any", "ever", "12345", "日本語テキスト"])
def test_short_and_foreign_words_stay_whole(word: str) -> None:
    assert hyphenate_word(word) == [word]


@given(st.text(max_size=30) | st.text(st.sampled_from("abcdeinorstyABC.'-İ"), max_size=20))
def test_the_parts_are_the_word(word: str) -> None:
    parts = hyphenate_word(word)
    assert "".join(parts) == word
    assert len(parts) == 1 or min(len(parts[0]), len(parts[-1])) >= 2
    assert all(parts) or parts == [""]


def test_importing_the_package_does_not_read_the_patterns() -> None:
    program = (
        "import sys\n"
        "opened = []\n"
        "def note(event, args):\n"
        "    if event == 'open': opened.append(str(args[0]))\n"
        "sys.addaudithook(note)\n"
        "from antiphon.tokenize import basic\n"
        "assert not any('hyph-en-us' in name for name in opened)\n"
        "basic.hyphenate_word('hyphenation')\n"
        "basic.hyphenate_word('conversation')\n"
        "assert sum('hyph-en-us' in name for name in opened) == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
