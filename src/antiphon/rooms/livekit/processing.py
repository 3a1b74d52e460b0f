"""Echo and noise taken out by the SDK's audio processing module."""

import logging

from livekit import rtc

from antiphon.audio import AudioFrame
from antiphon.rooms.audio_processing import AudioProcessing

__all__ = ["NativeProcessor"]

logger = logging.getLogger(__name__)

DELAY_MS = 100
"""About as long as the agent's voice takes to be played and to come back; the echo canceller only
begins its search there."""


class NativeProcessor:
    """`rooms.processed.Processor` on an `rtc.AudioProcessingModule`.

    If it fails, that is logged, once, and the microphone is heard as it is.
    """

    def __init__(self, options: AudioProcessing) -> None:
        self._module = rtc.AudioProcessingModule(
            echo_cancellation=options.echo_cancellation,
            noise_suppression=options.noise_suppression,
            high_pass_filter=options.high_pass_filter,
            auto_gain_control=options.auto_gain_control,
        )
        self._cancels_echo = options.echo_cancellation
        self._has_failed = False
        if self._cancels_echo:
            self._module.set_stream_delay_ms(DELAY_MS)

    def heard(self, block: AudioFrame) -> AudioFrame:
        """The block, processed."""
        frame = native(block)
        try:
            self._module.process_stream(frame)
        except RuntimeError as error:
            self._fail(error)
            return block
        return AudioFrame(frame.data, block.sample_rate, 1, block.samples_per_channel)

    def played(self, block: AudioFrame) -> None:
        """The agent's voice, which is compared with what is heard after it."""
        if not self._cancels_echo:
            return
        try:
            self._module.process_reverse_stream(native(block))
        except RuntimeError as error:
            self._fail(error)

    def _fail(self, error: RuntimeError) -> None:
        if not self._has_failed:
            self._has_failed = True
            logger.error("the microphone is not processed any more: %s", error)


def native(block: AudioFrame) -> rtc.AudioFrame:
    """A copy that the module may write into."""
    data = bytearray(block.data.cast("B"))
    return rtc.AudioFrame(data, block.sample_rate, 1, block.samples_per_channel)
