"""A small, honest dialogue that answers where there is no text model: `dialogue.Dialogue`."""
