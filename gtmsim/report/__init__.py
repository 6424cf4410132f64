"""For the reader: what is in force in a scenario, in words. Computes nothing."""

from gtmsim.report.definitions import opening_total, sheet
from gtmsim.report.page import Block, Line, Section, Sheet

__all__ = ["Block", "Line", "Section", "Sheet", "opening_total", "sheet"]
