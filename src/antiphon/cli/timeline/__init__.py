"""`timeline.html`: a page that shows and plays what happened in a conversation, from its files."""

from antiphon.cli.timeline.folder import inspect_folder, timeline_page

__all__ = ["inspect_folder", "timeline_page"]
