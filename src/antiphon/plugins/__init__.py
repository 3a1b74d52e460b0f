"""Models that Antiphon can talk to."""
