"""Local voice activity: silences the agent before a distant model has noticed the user.

| heard here | the model has noticed nothing yet        | the model has noticed the user   |
|------------|------------------------------------------|----------------------------------|
| speech     | the user has started                     | –                                |
| silence    | the user has stopped: a noise, or a word | –: the model says when that is   |
|            | that the model will answer or not        |                                  |

It never ends a turn: what the user said is for the model to find out. A detector that fails is told
as trouble, and not listened to any more.
"""

import logging
from collections.abc import Callable

from antiphon.audio import AudioFrame
from antiphon.core.model_events import ModelLost, ModelTroubled, UserStarted, UserStopped
from antiphon.vad import VAD, VADEventType

__all__ = ["BargeIn"]

logger = logging.getLogger(__name__)


class BargeIn:
    """A local detector beside the model's own."""

    def __init__(
        self, vad: VAD, report: Callable[[UserStarted | UserStopped | ModelTroubled], None]
    ) -> None:
        self._stream = vad.stream()
        self._report = report
        self._model_hears_speech = False
        self._has_failed = False

    def push(self, frame: AudioFrame) -> None:
        """Listen to the next frame of the microphone."""
        if self._has_failed:
            return
        try:
            self._stream.push_frame(frame)
        except Exception as error:  # the detector may be the program's own
            self._fail(error)

    def note(self, event: object) -> None:
        """The model has reported this; when it is lost, it hears nobody."""
        if isinstance(event, UserStarted | UserStopped | ModelLost):
            self._model_hears_speech = isinstance(event, UserStarted)

    def forget(self) -> None:
        """Somebody else is listened to from now on, or nobody."""
        self._model_hears_speech = False

    async def run(self) -> None:
        """Report what is heard, until cancelled or until the detector fails."""
        try:
            await self._listen()
        except Exception as error:  # the detector may be the program's own
            self._fail(error)

    async def _listen(self) -> None:
        try:
            async for event in self._stream:
                if not (self._model_hears_speech or self._has_failed):
                    self._tell(event.type)
        finally:
            await self._stream.aclose()

    def _fail(self, error: Exception) -> None:
        """Do without it; whoever it has heard and the model has not, has stopped."""
        if self._has_failed:
            return
        self._has_failed = True
        logger.error("the voice activity detector failed", exc_info=error)
        if not self._model_hears_speech:
            self._report(UserStopped())
        message = f"the voice activity detector failed, and is not listened to: {error!r}"
        self._report(ModelTroubled(kind="vad_failed", message=message))

    def _tell(self, heard: VADEventType) -> None:
        if heard is VADEventType.START_OF_SPEECH:
            self._report(UserStarted())
        elif heard is VADEventType.END_OF_SPEECH:
            self._report(UserStopped())
