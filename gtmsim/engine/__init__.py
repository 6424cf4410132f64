"""How it unfolds: a plan becomes a log."""

from gtmsim.engine.hooks import CompanyView, HookError, Hooks, LeadView
from gtmsim.engine.run import run

__all__ = ["CompanyView", "HookError", "Hooks", "LeadView", "run"]
