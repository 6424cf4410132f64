"""How it unfolds: a plan becomes a log."""

from gtmsim.engine.run import run

__all__ = ["run"]
