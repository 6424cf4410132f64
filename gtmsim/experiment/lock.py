"""One process at a time: a lock that the system frees when its process dies, however it dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from gtmsim.experiment.experiment import ExperimentError

FILE = "lock"


class Lock:
    """Held from making until `release`.

    Raises:
        ExperimentError: another process holds it; says which.
    """

    def __init__(self, folder: Path) -> None:
        self._file: IO[str] = (folder / FILE).open("a+", encoding="utf-8")
        try:
            _take(self._file)
        except OSError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise ExperimentError(
                f"{folder} is in use by another process ({holder}). Wait until it ends or choose "
                "another folder; nothing was changed."
            ) from None
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()}")
        self._file.flush()

    def release(self) -> None:
        """Let others in."""
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
