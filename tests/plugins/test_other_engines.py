"""faster-whisper, Kokoro and Piper, by stand-ins for their packages: their weights are not here.

With real weights, Kokoro and Piper were tried by hand; faster-whisper was not.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError, ModelError
from antiphon.plugins.faster_whisper import FasterWhisperOptions, FasterWhisperSTT
from antiphon.plugins.kokoro import KokoroOptions, KokoroTTS
from antiphon.plugins.piper import PiperTTS
from antiphon.stt import STT
from antiphon.tts import TTS

NOISE = AudioFrame.from_samples(
    np.random.default_rng(0).integers(-3000, 3000, 8000).astype(np.int16), 8000
)


@dataclass
class Segment:
    text: str


class WhisperModel:
    """What of faster_whisper's class is used."""

    def __init__(self, model: str, *, compute_type: str, local_files_only: bool) -> None:
        assert local_files_only, "weights would be downloaded"
        if model == "absent":
            raise ValueError("no such model in the cache")
        self._model = model

    def transcribe(
        self, samples: npt.NDArray[np.float32], *, language: str | None, **options: Any
    ) -> tuple[list[Segment], None]:
        assert samples.dtype == np.float32
        assert len(samples) == 16_000, "it wants 16 kHz"
        if self._model == "broken":
            raise RuntimeError("out of memory")
        return [Segment(" At 3:05,"), Segment(" I think. ")], None


class Kokoro:
    """What of kokoro_onnx's class is used."""

    def __init__(self, network: str, voices: str) -> None:
        if "broken" in Path(network).read_text(encoding="utf-8"):
            raise RuntimeError("no ONNX")
        assert Path(voices).is_file()

    def get_voices(self) -> list[str]:
        return ["af_heart"]

    def create(
        self, text: str, *, voice: str, speed: float, lang: str
    ) -> tuple[npt.NDArray[np.float32], int]:
        assert any(map(str.isalnum, text)), "it raises for text without sounds"
        return np.full(2400, 0.5, np.float32), 24_000


@dataclass
class Chunk:
    audio_float_array: npt.NDArray[np.float32]


class PiperVoice:
    """What of piper's class is used."""

    @dataclass
    class Config:
        sample_rate: int = 22_050

    config = Config()

    @staticmethod
    def load(path: Path) -> "PiperVoice":
        if path.stem == "broken":
            raise RuntimeError("no ONNX")
        return PiperVoice()

    def synthesize(self, text: str) -> list[Chunk]:
        assert any(map(str.isalnum, text)), "it reads punctuation aloud"
        return [Chunk(np.full(1000, 0.5, np.float32))] * 2


@pytest.fixture(autouse=True)
def packages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (
        ("faster_whisper", WhisperModel),
        ("kokoro_onnx", Kokoro),
        ("piper", PiperVoice),
    ):
        module = ModuleType(name)
        module.__spec__ = sys.__spec__
        setattr(module, content.__name__, content)
        monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kokoro-v1.0.onnx").write_text("weights", encoding="utf-8")
    (tmp_path / "voices-v1.0.bin").write_text("voices", encoding="utf-8")
    return tmp_path


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    description = {"audio": {"sample_rate": 22_050}}
    (tmp_path / "joe.onnx.json").write_text(json.dumps(description), encoding="utf-8")
    return tmp_path / "joe.onnx"


async def text_of(stt: STT) -> str:
    event = await stt.recognize(NOISE)
    return event.alternatives[0].text


async def clauses(tts: TTS, text: str) -> list[tuple[str, float]]:
    return [(one.text, round(one.frame.duration, 3)) async for one in tts.synthesize(text)]


async def test_whisper_hears_any_rate_and_its_figures_are_put_in_words() -> None:
    stt = FasterWhisperSTT(FasterWhisperOptions(model="tiny.en"))
    await stt.prewarm()

    assert await text_of(stt) == "At three oh five, I think."


async def test_whisper_in_other_languages_is_left_as_it_is() -> None:
    stt = FasterWhisperSTT(FasterWhisperOptions(model="tiny", language=None))

    assert await text_of(stt) == "At 3:05, I think."


async def test_whisper_is_not_asked_about_silence() -> None:
    event = await FasterWhisperSTT(FasterWhisperOptions(model="broken")).recognize(
        AudioFrame.create(16_000, 1, 16_000)
    )

    assert event.alternatives[0].text == ""


async def test_a_whisper_model_that_is_not_there_is_not_downloaded(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"'absent' is no folder and not in the cache"):
        await text_of(FasterWhisperSTT(FasterWhisperOptions(model="absent")))
    with pytest.raises(ConfigurationError, match="needs a model"):
        FasterWhisperOptions(model=" ")
    with pytest.raises(ConfigurationError, match="cannot follow 0 readings"):
        FasterWhisperOptions(model="tiny", beam_size=0)


async def test_whisper_that_fails_is_a_model_that_fails() -> None:
    with pytest.raises(ModelError, match=r"faster-whisper failed: out of memory\."):
        await text_of(FasterWhisperSTT(FasterWhisperOptions(model="broken")))


async def test_kokoro_speaks_clause_by_clause_with_its_pauses(folder: Path) -> None:
    tts = KokoroTTS(KokoroOptions(folder=str(folder)))
    await tts.prewarm()

    assert (tts.sample_rate, tts.num_channels) == (24_000, 1)
    assert await clauses(tts, "Hello there. … Good day!") == [
        ("Hello there. ", 0.45),
        ("… ", 0.35),
        ("Good day!", 0.45),
    ]


async def test_kokoro_says_which_file_is_missing(folder: Path, tmp_path: Path) -> None:
    (folder / "voices-v1.0.bin").unlink()

    with pytest.raises(
        ConfigurationError, match=r"no voices\*\.bin in the folder .*: put its voic"
    ):
        await clauses(KokoroTTS(KokoroOptions(folder=str(folder))), "Hello")


async def test_kokoro_says_what_is_wrong_with_its_files_or_its_voice(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no voice 'af_bella' in"):
        await clauses(KokoroTTS(KokoroOptions(folder=str(folder), voice="af_bella")), "Hello")
    (folder / "kokoro-v1.0.onnx").write_text("broken", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"cannot be loaded from .* \(no ONNX\)"):
        await clauses(KokoroTTS(KokoroOptions(folder=str(folder))), "Hello")
    with pytest.raises(ConfigurationError, match=r"choose 0\.5 to 2\.0"):
        KokoroOptions(folder=str(folder), speed=3.0)


async def test_piper_speaks_at_the_rate_of_its_voice(voice: Path) -> None:
    tts = PiperTTS(voice)
    await tts.prewarm()

    assert (tts.sample_rate, tts.num_channels) == (22_050, 1)
    assert await clauses(tts, "Hello there. ! ") == [("Hello there. ", 0.441), ("! ", 0.35)]


async def test_piper_says_what_is_missing_or_broken(voice: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no description amy\.onnx\.json beside it"):
        PiperTTS(tmp_path / "amy.onnx")
    voice.with_name("broken.onnx.json").write_bytes(voice.with_name("joe.onnx.json").read_bytes())
    with pytest.raises(
        ConfigurationError, match=r"The Piper voice .*broken\.onnx cannot be loaded"
    ):
        await clauses(PiperTTS(voice.with_name("broken.onnx")), "Hello")


async def test_an_engine_that_is_not_installed_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, voice: Path
) -> None:
    monkeypatch.delitem(sys.modules, "piper")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(ConfigurationError, match=r'pip install "antiphon\[piper\]"'):
        await clauses(PiperTTS(voice), "Hello")


async def test_sessions_share_one_engine(folder: Path) -> None:
    options = KokoroOptions(folder=str(folder), speed=1.1)
    one, other = KokoroTTS(options), KokoroTTS(KokoroOptions(folder=str(folder), speed=1.1))
    await clauses(one, "Hello")
    (folder / "kokoro-v1.0.onnx").write_text("broken", encoding="utf-8")

    assert await clauses(other, "Hello") == [("Hello", 0.12)]
