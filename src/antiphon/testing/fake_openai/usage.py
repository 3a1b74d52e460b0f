"""What a response costs, in tokens that grow as real ones do."""

from collections.abc import Iterable

from antiphon.testing.fake_openai.conversation import Item
from antiphon.testing.fake_openai.script import Event

__all__ = ["transcription_usage", "usage_of"]

CHARACTERS_PER_TOKEN = 4
INPUT_AUDIO_TOKENS_PER_SECOND = 10
OUTPUT_AUDIO_TOKENS_PER_SECOND = 20
IMAGE_TOKENS = 85


def usage_of(context: Iterable[Item], output: Iterable[Item], cached_tokens: int) -> Event:
    """The `usage` of a response: cached tokens are among those of the input."""
    heard = list(context)
    text = sum(text_tokens(item) for item in heard)
    audio = sum(audio_tokens(item, INPUT_AUDIO_TOKENS_PER_SECOND) for item in heard)
    image = IMAGE_TOKENS * sum(images(item) for item in heard)
    said = list(output)
    said_text = sum(text_tokens(item) for item in said)
    said_audio = sum(audio_tokens(item, OUTPUT_AUDIO_TOKENS_PER_SECOND) for item in said)
    cached_text = min(cached_tokens, text)
    cached_audio = min(cached_tokens - cached_text, audio)
    return {
        "total_tokens": text + audio + image + said_text + said_audio,
        "input_tokens": text + audio + image,
        "output_tokens": said_text + said_audio,
        "input_token_details": {
            "text_tokens": text,
            "audio_tokens": audio,
            "image_tokens": image,
            "cached_tokens": cached_text + cached_audio,
            "cached_tokens_details": {
                "text_tokens": cached_text,
                "audio_tokens": cached_audio,
                "image_tokens": 0,
            },
        },
        "output_token_details": {"text_tokens": said_text, "audio_tokens": said_audio},
    }


def transcription_usage(seconds: float) -> Event:
    """What it costs to write down so much speech."""
    return {"type": "duration", "seconds": round(seconds, 3)}


def text_tokens(item: Item) -> int:
    written = [item.data.get("arguments") or "", item.data.get("output") or ""]
    parts = item.data.get("content", [])
    written += [part.get("text") or part.get("transcript") or "" for part in parts]
    return -(-sum(map(len, written)) // CHARACTERS_PER_TOKEN)


def audio_tokens(item: Item, per_second: int) -> int:
    return round(per_second * sum(map(item.audio_ms, item.audio)) / 1000)


def images(item: Item) -> int:
    return sum(part.get("type") == "input_image" for part in item.data.get("content", []))
