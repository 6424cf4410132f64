"""Memory of a simulation: does it grow with the number of replications?

    python benchmarks/memory.py [SCENARIO] [--replications 100 1000] [--jobs 1]

Each number of replications is measured in a process of its own; the peak is what the system
counted (resident set), its workers apart.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def measure(scenario: Path, replications: int, jobs: int) -> dict[str, float]:
    """Peak memory of one process that simulates so many replications, in MB."""
    from gtmsim.experiment import local, simulate
    from gtmsim.scenario import load

    with tempfile.TemporaryDirectory() as folder, local(jobs) as pool:
        result = simulate(
            load(scenario), replications=replications, executor=pool, out=Path(folder) / "out"
        )
        assert result.complete
    kilobytes = 1 if sys.platform != "darwin" else 1 / 1024
    return {
        "replications": replications,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobytes / 1024,
        "peak_of_workers": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        * kilobytes
        / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default=ROOT / "scenarios" / "smb_inbound.yaml")
    parser.add_argument("--replications", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        print(json.dumps(measure(asked.scenario, asked.replications[0], asked.jobs)))
        return
    rows = []
    for count in asked.replications:
        command = [sys.executable, __file__, str(asked.scenario), "--alone"]
        command += ["--replications", str(count), "--jobs", str(asked.jobs)]
        out = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
        rows.append(json.loads(out))
        row = rows[-1]
        print(f"{row['replications']:6,.0f} replications: peak {row['peak']:.0f} MB", end="")
        print(f", workers {row['peak_of_workers']:.0f} MB" if asked.jobs != 1 else "")
    grown = rows[-1]["peak"] - rows[0]["peak"]
    more = rows[-1]["replications"] - rows[0]["replications"]
    if more:
        print(f"{1000 * grown / more:.1f} MB for each 1,000 replications more")


if __name__ == "__main__":
    main()
