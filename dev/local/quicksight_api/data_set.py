"""One SPICE data set: a name and the SQL that fills it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from include.settings import PROJECT_DIR

DATA_SETS_FOLDER = PROJECT_DIR / "include" / "quicksight" / "assets" / "data_sets"
_PREFIX = "tokyobeta-"


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set, defined by one SQL file.

    :param data_set_id: identifier in the API.
    :param name: name shown to people.
    :param sql: one SELECT on gold.
    """

    data_set_id: str
    name: str
    sql: str

    @classmethod
    def from_file(cls, path: Path) -> DataSet:
        """Return the data set of ``moveout_notices.sql``: its identifier is ``tokyobeta-moveout-notices``."""
        return cls(
            data_set_id=_PREFIX + path.stem.replace("_", "-"),
            name=path.stem,
            sql=path.read_text(encoding="utf-8").strip().rstrip(";"),
        )


def load_data_sets(folder: Path = DATA_SETS_FOLDER) -> dict[str, DataSet]:
    """Return the data sets of a folder by identifier; read anew each time, so that an edit counts."""
    found = (DataSet.from_file(path) for path in sorted(folder.glob("*.sql")))
    return {each.data_set_id: each for each in found}
