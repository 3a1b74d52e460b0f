"""Shows what is said in a room: captions of the user and of the agent, as in 0.12."""

from antiphon.transcription.stt_forwarder import STTSegmentsForwarder
from antiphon.transcription.tts_forwarder import TTSSegmentsForwarder
from antiphon.transcription.voice import find_micro_track_id

__all__ = ["STTSegmentsForwarder", "TTSSegmentsForwarder", "find_micro_track_id"]
