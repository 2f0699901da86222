"""A unit test of a model: small hand-written inputs and what the model must make of them.

The files `*_unit_tests.yml` lie beside the models and are written as dbt 1.8 reads them (`unit_tests:`); dbt
1.7 passes over it. When dbt-mysql follows dbt 1.8, dbt itself can run them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from include.settings import PROJECT_DIR

MODELS = PROJECT_DIR / "dbt" / "models"
_INPUT = re.compile(r"(ref|source)\((.*)\)")


@dataclass(frozen=True)
class UnitCase:
    """One entry of `unit_tests`.

    :param name: what the test guards.
    :param model: the model under test.
    :param given: rows of each input, by the name of the model, seed or source table.
    :param expect: rows of the model; only the columns named here are compared, in any order of rows.
    :param variables: dbt variables that the test overrides.
    """

    name: str
    model: str
    given: dict[str, list[dict[str, Any]]]
    expect: list[dict[str, Any]]
    variables: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read_all(cls) -> list[UnitCase]:
        """Return every unit test of the project."""
        found = [case for path in sorted(MODELS.rglob("*_unit_tests.yml")) for case in cls._read(path)]
        assert found, f"no unit tests below {MODELS}"
        return found

    @classmethod
    def _read(cls, path: Path) -> list[UnitCase]:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [
            cls(
                name=entry["name"],
                model=entry["model"],
                given={_input_name(given["input"]): given["rows"] for given in entry.get("given", [])},
                expect=entry["expect"]["rows"],
                variables=entry.get("overrides", {}).get("vars", {}),
            )
            for entry in content["unit_tests"]
        ]


def _input_name(text: str) -> str:
    found = _INPUT.fullmatch(text.strip())
    assert found, f"an input is ref('model') or source('staging', 'table'), not {text}"
    return found.group(2).split(",")[-1].strip().strip("'\"")
