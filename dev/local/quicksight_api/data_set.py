"""One SPICE data set: a name and the SQL that fills it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from include.quicksight.data_sets import DATA_SETS
from include.settings import PROJECT_DIR

MODELS_FOLDER = PROJECT_DIR / "dbt" / "models" / "gold" / "bi"


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set, defined by the yml beside a dbt model.

    :param data_set_id: identifier in the API.
    :param name: name shown to people.
    :param sql: one SELECT on gold.
    """

    data_set_id: str
    name: str
    sql: str

    @classmethod
    def from_file(cls, data_set_id: str, path: Path) -> DataSet:
        """Return the data set of a model: its columns, in their order, and nothing computed.

        :param data_set_id: identifier in the API.
        :param path: the yml beside the model.
        """
        (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
        columns = ", ".join(f"`{column['name']}`" for column in model["columns"])
        return cls(
            data_set_id=data_set_id,
            name=model["meta"]["title"],
            sql=f"SELECT {columns} FROM gold.{model['name']}",  # noqa: S608 (names of our own models)
        )


def load_data_sets(folder: Path = MODELS_FOLDER) -> dict[str, DataSet]:
    """Return the data sets by identifier, as their files are now.

    :param folder: folder of the models that data sets show.
    """
    files = {name: folder / f"{table}.yml" for name, table in DATA_SETS.items()}
    return {name: _read(name, path, path.stat().st_mtime_ns) for name, path in files.items()}


@cache
def _read(data_set_id: str, path: Path, changed: int) -> DataSet:
    """Return the data set of a file. A changed file is read again, an unchanged one never: all take 0.2 s."""
    return DataSet.from_file(data_set_id, path)
