"""Where hooks can be used: in this process, or in others to which they can travel."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

from gtmsim.engine import Hooks
from gtmsim.experiment.experiment import ExperimentError


def usable(hooks: Hooks | None, executor: object, out: object) -> Hooks | None:
    """The hooks of an experiment; None without any.

    Raises:
        ExperimentError: a folder should keep them, or they cannot travel to other processes.
    """
    if hooks is None or not hooks.names:
        return None
    if out is not None:
        raise ExperimentError(
            "a folder cannot keep hooks, which are functions. Leave `out` away, or write the "
            "policy into the scenario: assignment_rules, priorities, reorganizations."
        )
    if executor is not None and not isinstance(executor, ThreadPoolExecutor):
        for place in hooks.names:
            try:
                pickle.dumps(getattr(hooks, place))
            except Exception as error:
                raise ExperimentError(
                    f"the hook `{place}` cannot travel to other processes: {error}. Define it "
                    "in a module of its own, or leave `executor` away."
                ) from None
    return hooks
