"""Rules about shares: what is divided is divided without a gap or an overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gtmsim.scenario.finding import Finding, Findings
from gtmsim.scenario.market import Attribute
from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.readiness import written_shares
from gtmsim.scenario.tree import Path

Shares = Mapping[str, "float | str"]

TOLERANCE = 1e-9


def check_shares(model: ScenarioModel) -> Findings:
    """Find shares that do not sum to 100%."""
    for path, shares in _tables(model):
        yield from whole(path, shares)
    yield from _segments(model)
    for name, channel in model.channels.items():
        ready = channel.ready
        if ready is not None and (ready.preset is None) != (ready.now is None):
            yield from whole(("channels", name, "ready"), written_shares(ready))


def whole(path: Path, shares: Shares) -> Findings:
    """Find what keeps shares from summing to 100%, with at most one `rest`."""
    rests = sum(1 for share in shares.values() if share == "rest")
    given = sum(share for share in shares.values() if isinstance(share, float))
    percent = f"{given * 100:.10g}%"
    if not shares:
        yield Finding(path, "is empty. Name at least one, with 100% or rest.")
    elif rests > 1:
        yield Finding(path, "`rest` stands twice; only one share can be the rest.")
    elif rests and given > 1 + TOLERANCE:
        yield Finding(path, f"the shares sum to {percent}, so nothing is left for rest.")
    elif not rests and abs(given - 1) > TOLERANCE:
        yield Finding(
            path, f"the shares sum to {percent}, not 100%. Change one, or write rest for one."
        )


def _tables(model: ScenarioModel) -> Iterator[tuple[Path, Shares]]:
    for name, stage in model.stages.items():
        if stage.then is not None:
            outcomes = stage.then.items()
            yield (
                ("stages", name, "then"),
                {key: one if isinstance(one, float | str) else one.share for key, one in outcomes},
            )
    yield from _attributes((), model.attributes)
    for name, channel in model.channels.items():
        if channel.segments:
            yield ("channels", name, "segments"), channel.segments
        yield from _attributes(("channels", name), channel.attributes)


def _attributes(path: Path, attributes: Mapping[str, Attribute]) -> Iterator[tuple[Path, Shares]]:
    for name, attribute in attributes.items():
        if attribute.shares is not None:
            yield (*path, "attributes", name, "shares"), attribute.shares


def _segments(model: ScenarioModel) -> Findings:
    shares = {name: one.share for name, one in model.segments.items() if one.share is not None}
    if not shares:
        return
    without = [name for name in model.segments if name not in shares]
    if without:
        message = "has no share, but other segments have. Give all of them a share, or none."
        yield Finding(("segments", without[0]), message, ("segments.*.share",))
        return
    for finding in whole(("segments",), shares):
        yield Finding(finding.path, finding.message, ("segments.*.share",))
