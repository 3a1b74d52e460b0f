"""Sound in an item, in the format that the session hears."""

from antiphon.audio import AudioFrame, Resampler, combine_frames, own_frame
from antiphon.audio.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw
from antiphon.errors import ConfigurationError
from antiphon.llm.chat_context import ChatAudio
from antiphon.plugins.openai.codec.configuration import AudioFormat

__all__ = ["heard", "spoken"]

PCM_RATE = 24000
G711_RATE = 8000


def spoken(audio: ChatAudio, audio_format: AudioFormat) -> bytes:
    """The frames, whatever their library, rates and channels, as bytes of that format, mono.

    Raises ConfigurationError for what is no frame, or makes no sense as one.
    """
    given = audio.frame if isinstance(audio.frame, list) else [audio.frame]
    try:
        frames = [own_frame(frame) for frame in given]
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"a message has audio that cannot be sent: {error}") from None
    resampler = Resampler(PCM_RATE if audio_format == "pcm16" else G711_RATE)
    whole = combine_frames([*map(resampler.push, frames), resampler.flush()])
    match audio_format:
        case "g711_ulaw":
            return encode_ulaw(whole.samples)
        case "g711_alaw":
            return encode_alaw(whole.samples)
        case _:
            return bytes(whole.data)


def heard(data: bytes, audio_format: AudioFormat) -> AudioFrame:
    """The frame that bytes of that format stand for; half a sample at the end is left out."""
    match audio_format:
        case "g711_ulaw":
            return AudioFrame.from_samples(decode_ulaw(memoryview(data)), G711_RATE)
        case "g711_alaw":
            return AudioFrame.from_samples(decode_alaw(memoryview(data)), G711_RATE)
        case _:
            length = len(data) // 2
            return AudioFrame(data[: 2 * length], PCM_RATE, 1, length)
