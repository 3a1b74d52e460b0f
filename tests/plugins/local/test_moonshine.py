"""The recognizer's network, beside the library that its weights come with."""

import re
from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import read_wav
from antiphon.plugins.local.moonshine import SAMPLE_RATE, Moonshine
from antiphon.plugins.local.stt import WEIGHTS, levels, recognizer
from antiphon.plugins.local.wheels import MOONSHINE

SPEECH = Path(__file__).parents[2] / "data" / "speech"


@pytest.fixture(scope="module")
def moonshine() -> Moonshine:
    return recognizer()


@pytest.mark.parametrize("path", sorted(SPEECH.glob("*.wav")), ids=lambda path: path.stem)
def test_it_writes_what_the_library_writes(moonshine: Moonshine, path: Path) -> None:
    from moonshine_voice.moonshine_api import ModelArch
    from moonshine_voice.transcriber import Transcriber

    samples = np.pad(levels(read_wav(path).frame), (0, SAMPLE_RATE // 2))
    library = Transcriber(
        MOONSHINE.folder() / WEIGHTS, ModelArch.TINY, options={"vad_threshold": "0.0"}
    )
    lines = library.transcribe_without_streaming(samples.tolist(), SAMPLE_RATE).lines
    assert plain(moonshine.words(samples)) == plain(" ".join(line.text for line in lines))


def plain(text: str) -> list[str]:
    """The words: where a comma goes is a close call, which another processor may make otherwise."""
    return re.findall(r"[a-z0-9$']+", text.lower())
