"""What happened: the event log, its files, and the laws that every log obeys."""

from gtmsim.log.kinds import COLUMNS, ENDS, LEAVES, MILESTONES, MONEY_KINDS, Kind
from gtmsim.log.log import EventLog

__all__ = ["COLUMNS", "ENDS", "LEAVES", "MILESTONES", "MONEY_KINDS", "EventLog", "Kind"]
