"""What a log says of what was said: how long it was, and the words only where they are wanted."""

import logging
from typing import Any

__all__ = ["CommitLog"]

logger = logging.getLogger("antiphon.multimodal")

COMMITS = {
    "user_speech_committed": ("committed user speech", "user_transcript"),
    "agent_speech_committed": ("committed agent speech", "agent_transcript"),
    "agent_speech_interrupted": ("committed agent speech", "agent_transcript"),
}


class CommitLog:
    """Logs commits at level DEBUG, under the keys of LiveKit Agents 0.12."""

    def __init__(self, *, content: bool) -> None:
        """`content`: the words themselves are logged, not their length."""
        self._content = content

    def note(self, event: str, args: tuple[Any, ...]) -> None:
        """Log an event of an agent, if it is a commit."""
        if event not in COMMITS:
            return
        message, key = COMMITS[event]
        said = args[0] if self._content else len(args[0])
        interrupted = event == "agent_speech_interrupted"
        logger.debug(message, extra={key: said, "interrupted": interrupted})
