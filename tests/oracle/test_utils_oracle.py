"""The recorded behaviour of 0.12's byte stream and list differences."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from antiphon.audio import AudioByteStream
from antiphon.utils import compute_changes

DATA = Path(__file__).parents[1] / "data" / "oracle" / "utils.json"
CASES: list[dict[str, Any]] = json.loads(DATA.read_text())


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{kind}-{index}")
        for index, case in enumerate(CASES)
        if case["kind"] == kind
    ]


def digest(data: "memoryview[int]") -> str:
    return hashlib.sha1(data).hexdigest()[:12]


@pytest.mark.parametrize("case", cases("audio_byte_stream"))
def test_frames_are_cut_as_recorded(case: dict[str, Any]) -> None:
    params = case["params"]
    stream = AudioByteStream(
        params["sample_rate"], params["num_channels"], params["samples_per_channel"]
    )
    audio = bytes((i * 7 + 3) % 256 for i in range(sum(case["input"])))
    per_push = []
    for size in case["input"]:
        pushed, audio = audio[:size], audio[size:]
        per_push.append(
            [
                [f.samples_per_channel, f.sample_rate, f.num_channels, digest(f.data)]
                for f in stream.push(pushed)
            ]
        )
    assert per_push == case["output"]["per_push"]
    flushed = [[frame.samples_per_channel, digest(frame.data)] for frame in stream.flush()]
    assert flushed == case["output"]["flush"]


@pytest.mark.parametrize("case", cases("compute_changes"))
def test_lists_are_compared_as_recorded(case: dict[str, Any]) -> None:
    changes = compute_changes(case["input"]["old"], case["input"]["new"], lambda item: item)
    assert changes.to_delete == case["output"]["to_delete"]
    assert [list(pair) for pair in changes.to_add] == case["output"]["to_add"]
