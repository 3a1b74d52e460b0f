"""Moonshine's network: what is said in a stretch of sound, as it would write it.

After Jeffries et al., "Moonshine: Speech Recognition for Live Transcription and Voice Commands"
(2024): an encoder takes in the whole sound, a decoder gives what is said token by token, the
likeliest one each time. The weights come in Moonshine's package; its library does the same with a
thread on each core, all of which spin, for nearly three times the processor time.
"""

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from antiphon.plugins.local.vocabulary import Vocabulary

__all__ = ["SAMPLE_RATE", "Moonshine"]

SAMPLE_RATE = 16_000
WINDOW = 512
"""What does not fill one is left out, as the library does: the same is heard as there."""
BEGIN, END = 1, 2
"""The tokens before the first and behind the last of a text."""
TOKENS_PER_SECOND = 12.0
"""More than anybody can say, even who counts quickly, with a comma behind each number: a decoder
that goes on beyond that repeats itself. The library's 6.5 cut off the ends of such turns."""
FATAL = 4
"""How grave a message must be for onnxruntime to write it itself."""
ENCODER, DECODER, TOKENS = "encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"

Arrays: TypeAlias = dict[str, npt.NDArray[Any]]


class Moonshine:
    """The network and its vocabulary, in the files of a folder; lives in the engine's thread.

    Raises OSError for a file that is missing, ValueError and what onnxruntime raises for a broken
    one.
    """

    def __init__(self, folder: Path) -> None:
        self._vocabulary = Vocabulary((folder / TOKENS).read_bytes())
        self._encoder = network(folder / ENCODER)
        self._decoder = network(folder / DECODER)
        self._outputs = [output.name for output in self._decoder.get_outputs()]
        self._nothing = nothing_said(self._decoder)
        check_size(self._vocabulary, self._decoder)

    def words(self, samples: npt.NDArray[np.float32]) -> str:
        """What is said in `samples`: `SAMPLE_RATE`, mono, ±1.0, at least half a second."""
        length = len(samples) // WINDOW * WINDOW
        everywhere = np.ones((1, length), np.int64)
        (sound,) = self._encoder.run(
            None, {"input_values": samples[None, :length], "attention_mask": everywhere}
        )
        heard = {"encoder_hidden_states": sound, "encoder_attention_mask": everywhere}
        most = int(length / SAMPLE_RATE * TOKENS_PER_SECOND) + 1
        return self._vocabulary.text(self._written(heard, most))

    def _written(self, heard: Arrays, most: int) -> list[int]:
        """The tokens, `most` at most, of what is said in a sound that is encoded."""
        tokens = [BEGIN]
        state = self._nothing
        while len(tokens) <= most:
            asked = {"input_ids": np.array([tokens[-1:]], np.int64)}
            goes_on = {"use_cache_branch": np.array([len(tokens) > 1])}
            given = self._decoder.run(None, {**heard, **asked, **goes_on, **state})
            outputs: Arrays = dict(zip(self._outputs, given, strict=True))
            token = int(outputs.pop("logits")[0, -1].argmax())
            if token == END:
                break
            tokens.append(token)
            state = followed(state, outputs)
        return tokens[1:]


def check_size(vocabulary: Vocabulary, decoder: Any) -> None:
    """Raise ValueError for a vocabulary with other tokens than the decoder writes."""
    (written,) = (one.shape[-1] for one in decoder.get_outputs() if one.name == "logits")
    if len(vocabulary) != written:
        raise ValueError(f"the vocabulary has {len(vocabulary)} tokens, the network {written}")


def network(path: Path) -> Any:
    """A network that computes in the thread that runs it: threads of its own would cost the other
    engines more than they save this one. What goes wrong is raised, and not written to stderr."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = FATAL
    return onnxruntime.InferenceSession(path.read_bytes(), options)


def nothing_said(decoder: Any) -> Arrays:
    """The decoder's state before the first token, keys and values of no tokens in each layer."""
    layers = {one.name: one.shape for one in decoder.get_inputs() if one.name.startswith("past")}
    return {
        name: np.zeros((1, heads, 0, size), np.float32)
        for name, (_, heads, _, size) in layers.items()
    }


def followed(state: Arrays, outputs: Arrays) -> Arrays:
    """The state after a token; what it holds of the sound stays as the first token has left it."""
    return {
        name: before if ".encoder." in name and before.size else outputs[present(name)]
        for name, before in state.items()
    }


def present(name: str) -> str:
    """The output that becomes the input of that name."""
    return name.replace("past_key_values", "present")
