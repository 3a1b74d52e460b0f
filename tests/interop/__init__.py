"""Stories with a real livekit-server: `make interop` runs them, `make test` does not."""
