"""At the terminal: parses, makes one call, prints."""

from gtmsim.cli.app import app, main

__all__ = ["app", "main"]
