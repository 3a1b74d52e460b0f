"""The command line: conversations with a recording or a scripted caller, shown and kept."""
