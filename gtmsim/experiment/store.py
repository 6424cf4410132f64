"""Results in a folder, so that no finished work is ever lost.

```
DIR/manifest.json   what is run: scenarios with their hashes, points, seed, KPIs, versions
DIR/parts/*.parquet one file a finished chunk, written whole or not at all
DIR/lock            held by the process that writes
```
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Self, cast

from gtmsim.errors import GtmsimError
from gtmsim.experiment.batch import Finished
from gtmsim.experiment.experiment import Experiment, ExperimentError, Point, described
from gtmsim.experiment.gathered import Gathered
from gtmsim.experiment.lock import FILE as LOCK
from gtmsim.experiment.lock import Lock
from gtmsim.experiment.parts import read_part, write_part, write_whole
from gtmsim.scenario import Scenario

FORMAT = "gtmsim experiment 1"
MANIFEST = "manifest.json"
PARTS = "parts"
PACKAGES = ("gtmsim", "numpy", "scipy", "simpy", "pyarrow")
DECISIVE = ("gtmsim",)
"""Versions that must be the same to go on: others do not move numbers."""


class Store:
    """A folder open for writing; close it, or use it in a `with` statement."""

    def __init__(self, folder: Path, experiment: Experiment, lock: Lock) -> None:
        self.folder = folder
        self.experiment = experiment
        self._lock = lock

    @classmethod
    def begin(cls, folder: Path, experiment: Experiment) -> Self:
        """Open a folder for an experiment: a new one, or one that holds the same experiment.

        Raises:
            ExperimentError: it holds something else, or another process uses it. Nothing is
                changed then.
        """
        if not folder.exists() or _unborn(folder):
            return cls._make(folder, experiment)
        standing = read_experiment(folder)
        if standing.identity != experiment.identity:
            raise ExperimentError(
                f"{folder} holds another experiment: {_difference(standing, experiment)}. It was "
                "left alone: choose another folder."
            )
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a folder to finish what it holds.

        Raises:
            ExperimentError: there is no experiment, another process uses it, or another version
                of gtmsim wrote it.
        """
        experiment = read_experiment(folder, to_run=True)
        try:
            store = cls(folder, experiment, Lock(folder))
        except OSError as error:
            raise ExperimentError(f"{folder} cannot be written: {error.strerror}.") from None
        for half in (*folder.glob(".*.half"), *(folder / PARTS).glob(".*.half")):
            half.unlink(missing_ok=True)  # of a process that was killed: we hold the lock
        return store

    @classmethod
    def _make(cls, folder: Path, experiment: Experiment) -> Self:
        try:
            (folder / PARTS).mkdir(parents=True, exist_ok=True)
            lock = Lock(folder)
        except OSError as error:
            raise ExperimentError(f"{folder} cannot be written: {error.strerror}.") from None
        if (folder / MANIFEST).exists():
            lock.release()
            raise ExperimentError(f"{folder} was taken by another process. Choose another folder.")
        for half in folder.glob(".*.half"):
            half.unlink(missing_ok=True)  # of a process that was killed: we hold the lock
        try:
            content = json.dumps(_manifest(experiment), ensure_ascii=False, indent=2)
            write_whole(folder / MANIFEST, content.encode())
        except BaseException:
            lock.release()
            raise
        return cls(folder, experiment, lock)

    def keep(self, finished: Finished) -> None:
        """Keep a finished chunk.

        Raises:
            ExperimentError: it cannot be written.
        """
        if not finished.replications:
            return
        keys = [(each.point, int(each.replications[0])) for each in finished.batches]
        keys += [(each.point, each.replication) for each in finished.failures]
        point, replication = min(keys)
        path = self.folder / PARTS / f"p{point:06d}-r{replication:06d}.parquet"
        if path.exists():
            raise ExperimentError(f"{path} is there already; it was left alone.")
        write_part(path, finished)

    def close(self) -> None:
        """Let others in."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()


def _unborn(folder: Path) -> bool:
    """Whether a folder is empty, or as a process leaves it that is killed before the manifest."""
    if not folder.is_dir() or any((folder / PARTS).glob("*")):
        return False
    return all(
        path.name in (PARTS, LOCK) or path.match(f".{MANIFEST}.*.half") for path in folder.iterdir()
    )


def gather(folder: Path, experiment: Experiment) -> Gathered:
    """Everything that a folder holds so far.

    Raises:
        ExperimentError: a part is damaged.
    """
    gathered = Gathered(experiment)
    for path in sorted((folder / PARTS).glob("*.parquet")):
        gathered.add(read_part(path))
    return gathered


def read_experiment(folder: Path, *, to_run: bool = False) -> Experiment:
    """The experiment that a folder holds.

    Args:
        folder: the folder.
        to_run: whether more is to be run, by this version of gtmsim.

    Raises:
        ExperimentError: there is none, or it cannot be read.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if _unborn(folder) and any(folder.iterdir()):
            raise ExperimentError(
                f"{folder} holds nothing yet: its experiment was stopped before anything was "
                "saved. Give the command that began it again."
            ) from None
        what = "is no folder" if not folder.is_dir() else f"has no {MANIFEST}"
        raise ExperimentError(
            f"{folder} {what}: it is no store of gtmsim, and was left alone."
        ) from None
    except (OSError, ValueError) as error:
        raise ExperimentError(f"{path} cannot be read: {error}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ExperimentError(f"{path} is not of the format {FORMAT!r}.")
    if to_run:
        _check_versions(folder, manifest)
    try:
        experiment = _experiment(manifest)
    except (KeyError, TypeError, AttributeError) as error:
        raise ExperimentError(f"{path} is damaged: {error!r}") from None
    if experiment.identity != manifest["identity"]:
        raise ExperimentError(
            f"{path} was edited, or this version of gtmsim reads its scenarios otherwise: its "
            "numbers would not belong together. Nothing was changed."
        )
    return experiment


def _manifest(experiment: Experiment) -> dict[str, object]:
    texts = {
        name: {"hash": each.hash, "text": each.text()}
        for name, each in experiment.scenarios.items()
    }
    return {
        "format": FORMAT,
        "identity": experiment.identity,
        **described(experiment),
        "scenarios": texts,
        "versions": versions(),
    }


def _experiment(manifest: Mapping[str, Any]) -> Experiment:
    scenarios = {}
    for name, each in manifest["scenarios"].items():
        try:
            scenarios[name] = Scenario.from_text(each["text"])
        except GtmsimError as error:
            raise ExperimentError(f"scenario {name} of the store: {error}") from None
    points = tuple(
        Point(each["point"], each["scenario"], tuple(each["settings"].items()), each["label"])
        for each in manifest["points"]
    )
    kpis = manifest["kpis"]
    return Experiment(
        kind=manifest["kind"],
        scenarios=scenarios,
        points=points,
        seed=manifest["seed"],
        replications=manifest["replications"],
        kpis=None if kpis is None else tuple(kpis),
        precision=cast("dict[str, str]", manifest["precision"]),
        inputs=manifest["inputs"],
        design=manifest["design"],
        objective=manifest.get("objective", ""),
    )


def versions() -> dict[str, str]:
    """Versions of what decides the numbers."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "0"
    return found


def _check_versions(folder: Path, manifest: Mapping[str, Any]) -> None:
    ours, theirs = versions(), manifest.get("versions", {})
    for package in DECISIVE:
        if ours[package] != theirs.get(package):
            raise ExperimentError(
                f"{folder} was made by {package} {theirs.get(package)}, this is {ours[package]}: "
                "its numbers would not belong together. Nothing was changed; use the same version."
            )


def _difference(standing: Experiment, wanted: Experiment) -> str:
    """The first things in which two experiments differ, in words."""
    old, new = described(standing), described(wanted)
    words = []
    for key in {**old, **new}:
        if old.get(key) == new.get(key):
            continue
        if key == "scenarios":
            words.append("its scenario is another one")
        elif key == "points":
            words.append("its points are others")
        else:
            words.append(f"its {key} is {old.get(key)}, not {new.get(key)}")
    return "; ".join(words)
