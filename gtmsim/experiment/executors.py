"""Where replications run: worker processes here, or a cluster. The caller owns them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from threading import Thread

from gtmsim.experiment.experiment import ExperimentError
from gtmsim.experiment.runner import Pool

CONNECT_SECONDS = 30
"""How long to wait for a cluster to answer."""


@contextmanager
def local(jobs: int) -> Iterator[Pool]:
    """Worker processes on this machine, by loky; killed workers are replaced.

    Args:
        jobs: how many; 1 is the calling thread, -1 one for each core.

    Example:
        >>> with local(1) as pool:
        ...     pool.executor is None
        True
    """
    if jobs == 0 or jobs < -1:
        raise ExperimentError(f"jobs is {jobs}: must be 1 or more, or -1 for one a core.")
    if jobs == 1:
        yield Pool()
        return
    import loky

    count = jobs if jobs > 0 else loky.cpu_count()

    def start() -> Executor:
        executor: Executor = loky.ProcessPoolExecutor(
            max_workers=count, initializer=_settle_in, initargs=(os.getpid(),)
        )
        return executor

    pool = Pool(start(), count, start)
    try:
        yield pool
    except BaseException:
        _kill(pool)
        raise
    assert pool.executor is not None
    pool.executor.shutdown(wait=True)


@contextmanager
def cluster(address: str) -> Iterator[Pool]:
    """The workers of a dask cluster.

    Args:
        address: of its scheduler, `tcp://10.0.0.1:8786`.

    Raises:
        ExperimentError: dask is not installed, or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ExperimentError(
            "--cluster needs dask.distributed, which is not installed. Install it with:\n"
            "  python -m pip install 'gtmsim[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ExperimentError(
            f"no scheduler answers at {address}: {error}. Start one with `dask scheduler`, and "
            f"workers with `dask worker {address}`."
        ) from None
    try:
        # pure=False: two chunks with the same content are still two.
        executor = client.get_executor(pure=False)
        workers = max(1, sum(client.nthreads().values()))
        yield Pool(executor, workers)
    finally:
        client.close()


def _settle_in(parent: int) -> None:
    """What a worker process does first.

    Ctrl-C reaches every process of a terminal, and the one in charge decides what stops. When
    that one is killed, nobody wants the work of the others any more, and they end.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _kill(pool: Pool) -> None:
    shutdown = getattr(pool.executor, "shutdown", None)
    if shutdown is not None:
        shutdown(wait=True, kill_workers=True)
