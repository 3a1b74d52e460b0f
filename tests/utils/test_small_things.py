"""Ids, and arguments that were not given."""

import re
import subprocess
import sys

import pytest

from antiphon import utils
from antiphon.audio import AudioByteStream
from antiphon.utils import NOT_GIVEN, NotGivenOr, is_given, shortuuid


def test_ids_have_twelve_random_digits_after_the_prefix() -> None:
    ids = {shortuuid("SG_") for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"SG_[0-9a-f]{12}", name) for name in ids)
    assert re.fullmatch(r"[0-9a-f]{12}", shortuuid())


@pytest.mark.parametrize("value", [None, 0, "", False, "alloy"])
def test_none_and_its_like_are_given(value: object) -> None:
    assert is_given(value)


def test_not_given_is_not_given() -> None:
    missing: NotGivenOr[int] = NOT_GIVEN
    assert not is_given(missing)
    assert not missing
    assert repr(missing) == "NOT_GIVEN"


def test_audio_is_loaded_on_first_use() -> None:
    code = (
        "import sys, antiphon.utils as utils; assert 'numpy' not in sys.modules; "
        "utils.audio.AudioByteStream(24000, 1)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_byte_stream_is_where_programs_look_for_it() -> None:
    assert utils.audio.AudioByteStream is AudioByteStream


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'video'"):
        _ = utils.video
