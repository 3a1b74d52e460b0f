"""The adapter of `livekit.rtc.Room`: only here, and in `antiphon.rtc`, is the SDK imported."""
