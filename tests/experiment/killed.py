"""Resumes a store again and again, killed at random moments; prints what was saved each time.

Run as a process of its own: it forks, so that each attempt starts in no time, and a fork
wants no threads.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from gtmsim.experiment import read, resume, sweep
from tests.experiment import worlds

VALUES = {"teams.sales.headcount": [1, 2, 3]}
REPLICATIONS = 400


def killed(folder: Path, seconds: float) -> bool:
    """Resume in a fork and kill it after a while; whether it was still running."""
    child = os.fork()
    if child == 0:
        try:
            if (folder / "manifest.json").exists():
                resume(folder)
            else:
                begin(folder)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def begin(folder: Path) -> None:
    sweep(worlds.desk(), VALUES, replications=REPLICATIONS, kpis=["wins"], out=folder)


def main(folder: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    done = 0
    while done < kills:
        if killed(folder, rng.uniform(0.0, 0.6)):
            done += 1
        elif (folder / "manifest.json").exists() and read(folder).complete:
            # Too quick for us: begin anew, in another folder.
            folder = folder.with_name(f"{folder.name}x")
    if not (folder / "manifest.json").exists():
        begin(folder)
    saved = read(folder).gathered.done
    resume(folder)
    print(folder, done, saved)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
