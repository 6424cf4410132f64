"""JSON Schema of scenario files, for editors that complete and check while one types."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from gtmsim.scenario.model import ScenarioModel
from gtmsim.scenario.part import Part
from gtmsim.scenario.places import synonyms
from gtmsim.scenario.tables import LISTS
from gtmsim.scenario.tree import NONE

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EXTENDS = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "description": "file or files that this one builds on, relative to it",
}


def schema() -> dict[str, Any]:
    """Describe scenario files as JSON Schema.

    What a file may leave to the files it extends is not required here, and every value may be
    `none`, which removes it. Whether names fit together is judged by loading.
    """
    described = ScenarioModel.model_json_schema(by_alias=True)
    described["$schema"] = _DIALECT
    described["title"] = "gtmsim scenario"
    described["properties"] = {"extends": _EXTENDS, **described["properties"]}
    described["patternProperties"] = {r"\.": {"description": "a value by its path"}}
    for part in Part.__subclasses__():
        if part.__name__ in described["$defs"]:
            _add_synonyms(part, described["$defs"][part.__name__]["properties"])
    for block in (described, *described.get("$defs", {}).values()):
        _loosen(block)
    _shorten_choices(described)
    _allow_tables(described["$defs"]["Opening"]["properties"])
    return described


def _loosen(block: dict[str, Any]) -> None:
    """Allow what layers allow: leaving out, and removing by `none`."""
    block.pop("required", None)
    properties = block.get("properties", {})
    for name, value in properties.items():
        value.pop("default", None)
        described = {key: value.pop(key) for key in ("title", "description") if key in value}
        described.pop("title", None)
        properties[name] = {**described, "anyOf": [*_alternatives(value), {"const": NONE}]}


def _add_synonyms(part: type[Part], properties: dict[str, Any]) -> None:
    """Allow `work` beside its alias `conversation`."""
    for word, usual in synonyms(part).items():
        if word in properties and usual not in properties:
            properties[usual] = deepcopy(properties[word])


def _alternatives(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The alternatives of a value; null is no value of a scenario file."""
    given = value.get("anyOf", [value])
    return [one for one in given if one != {"type": "null"}]


def _allow_tables(properties: dict[str, Any]) -> None:
    """Allow the name of a CSV file where a list of the opening may stand."""
    for name in LISTS:
        file = {"type": "string", "pattern": r"\.[cC][sS][vV]$", "examples": [f"{name}.csv"]}
        properties[name]["anyOf"].insert(0, file)


def _shorten_choices(described: dict[str, Any]) -> None:
    """Allow `choices: {NAME: option}`, and blocks of names removed by `none`."""
    for block in (described, *described.get("$defs", {}).values()):
        for value in block.get("properties", {}).values():
            for one in value["anyOf"]:
                inner = one.get("additionalProperties")
                if isinstance(inner, dict) and "$ref" in inner:
                    one["additionalProperties"] = {"anyOf": [inner, {"type": "string"}]}
