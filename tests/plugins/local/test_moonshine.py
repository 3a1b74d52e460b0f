"""The recognizer's network, beside the library that its weights come with."""

import re
from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import combine_frames, read_wav
from antiphon.plugins.local.moonshine import DECODER, ENCODER, SAMPLE_RATE, TOKENS, Moonshine
from antiphon.plugins.local.stt import WEIGHTS, levels, recognizer
from antiphon.plugins.local.tts import HibariOptions, HibariTTS
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


async def test_who_counts_quickly_is_heard_to_the_end(moonshine: Moonshine) -> None:
    hasty = HibariTTS(HibariOptions(speed=1.4))
    numbers = "one two three four five six seven eight nine ten eleven twelve"
    spoken = combine_frames([clause.frame async for clause in hasty.synthesize(numbers)])
    samples = np.pad(levels(spoken), (0, SAMPLE_RATE // 2))
    assert plain(moonshine.words(samples)) == numbers.split()


def test_what_fails_is_raised_and_not_written_into_the_terminal(
    moonshine: Moonshine, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Exception, match="shape"):
        moonshine.words(np.zeros(10, np.float32))
    assert capfd.readouterr().err == ""


def test_a_vocabulary_of_another_network_is_refused(tmp_path: Path) -> None:
    for name in (ENCODER, DECODER):
        (tmp_path / name).symlink_to(MOONSHINE.folder() / WEIGHTS / name)
    (tmp_path / TOKENS).write_bytes(b"\x01a\x01b")
    with pytest.raises(ValueError, match="the vocabulary has 2 tokens, the network 32768"):
        Moonshine(tmp_path)


def plain(text: str) -> list[str]:
    """The words: where a comma goes is a close call, which another processor may make otherwise."""
    return re.findall(r"[a-z0-9$']+", text.lower())
