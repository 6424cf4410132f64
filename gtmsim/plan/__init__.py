"""What will be run: scenarios compiled into tables."""

from gtmsim.plan.compile import compile
from gtmsim.plan.plan import Plan

__all__ = ["Plan", "compile"]
