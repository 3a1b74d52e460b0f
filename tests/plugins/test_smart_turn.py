"""Smart Turn: what its network hears, and the ends of turns that it decides on.

The features were compared by hand with those of pipecat-ai 1.14.0 (no difference), and its weights
tried by hand; here a tiny network stands in for them.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import AudioFrame, combine_frames, read_wav
from antiphon.errors import ConfigurationError
from antiphon.plugins.local.engines import Engine
from antiphon.plugins.smart_turn import SmartTurnOptions, SmartTurnVAD
from antiphon.plugins.smart_turn.features import SAMPLE_RATE, log_mel
from antiphon.plugins.smart_turn.network import Network, find_weights
from antiphon.vad import VADEvent, VADEventType
from tests.plugins.tiny_onnx import LOUDEST

CLIP = Path(__file__).parents[1] / "data" / "speech" / "027_piper_joe.wav"
SECOND = np.arange(SAMPLE_RATE) / SAMPLE_RATE


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "smart-turn-v3.9-tiny.onnx"
    path.write_bytes(LOUDEST)
    return path


def tone(frequency: float) -> AudioFrame:
    return AudioFrame.from_samples(np.sin(2 * np.pi * frequency * SECOND) / 2, SAMPLE_RATE)


@pytest.mark.parametrize(("frequency", "band"), [(300.0, 7), (1000.0, 26), (4000.0, 62)])
def test_a_tone_is_loudest_in_its_band(frequency: float, band: int) -> None:
    samples = np.divide(tone(frequency).samples, 32768, dtype=np.float32)
    spectrogram = log_mel(samples)

    assert spectrogram.shape == (80, 100)
    assert abs(int(spectrogram.mean(axis=1).argmax()) - band) <= 1
    assert float(spectrogram.max() - spectrogram.min()) <= 2.0 + 1e-6


def test_the_network_hears_the_last_eight_seconds(weights: Path) -> None:
    network = Network(weights)
    silence = AudioFrame.create(SAMPLE_RATE, 1, 9 * SAMPLE_RATE)
    before, behind = combine_frames([tone(500), silence]), combine_frames([silence, tone(500)])

    assert network.probability(before) == network.probability(silence)
    assert network.probability(behind) > network.probability(silence)
    assert network.probability(tone(500)) == network.probability(behind)


async def judged(
    probability: float, monkeypatch: pytest.MonkeyPatch, weights: Path
) -> list[VADEvent]:
    """The starts and ends in a clip that three seconds of silence follow."""
    monkeypatch.setattr(Network, "probability", lambda *_: probability)
    stream = SmartTurnVAD(SmartTurnOptions(model=str(weights))).stream()
    stream.push_frame(read_wav(CLIP).frame)
    stream.push_frame(AudioFrame.create(SAMPLE_RATE, 1, 3 * SAMPLE_RATE))
    stream.end_input()
    return [event async for event in stream if event.type is not VADEventType.INFERENCE_DONE]


async def test_a_turn_that_sounds_finished_ends_at_the_pause(
    monkeypatch: pytest.MonkeyPatch, weights: Path
) -> None:
    start, end = await judged(0.9, monkeypatch, weights)

    assert (start.type, end.type) == (VADEventType.START_OF_SPEECH, VADEventType.END_OF_SPEECH)
    assert end.silence_duration < 0.3


async def test_a_turn_that_does_not_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, weights: Path
) -> None:
    _, end = await judged(0.1, monkeypatch, weights)

    assert end.silence_duration >= 2.0


async def test_both_networks_can_be_loaded_beforehand(weights: Path) -> None:
    await SmartTurnVAD(SmartTurnOptions(model=str(weights))).prewarm()


def test_weights_are_taken_from_the_package_that_has_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "pipecat" / "audio" / "turn" / "smart_turn" / "data"
    folder.mkdir(parents=True)
    (tmp_path / "pipecat" / "__init__.py").touch()
    (folder / "smart-turn-v3.2-cpu.onnx").write_bytes(LOUDEST)
    monkeypatch.syspath_prepend(tmp_path)

    assert find_weights(None) == folder / "smart-turn-v3.2-cpu.onnx"
    assert "pipecat" not in sys.modules


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: SmartTurnVAD(SmartTurnOptions()), r"needs its weights: name the file smart-turn"),
        (lambda: SmartTurnVAD(SmartTurnOptions(model="none.onnx")), r"There is no file none\.onnx"),
        (lambda: SmartTurnOptions(completion_threshold=1.0), r"decides nothing"),
    ],
)
def test_what_cannot_be_used_is_refused(wrong: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        wrong()


async def test_a_file_that_is_no_network_is_named(tmp_path: Path) -> None:
    path = tmp_path / "smart-turn-v3.0.onnx"
    path.write_text("no network", encoding="utf-8")
    engine = Engine("test", lambda: Network(path))

    with pytest.raises(ConfigurationError, match=r"cannot be loaded from .*smart-turn-v3\.0\.onnx"):
        await engine.run(lambda _: None)
