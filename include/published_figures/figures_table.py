"""The table ``ops.published_figures``: it is read and added to, and nothing in it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from include.exceptions import PublishedFiguresError
from include.mysql.identifiers import quoted
from include.mysql.named_lock import NamedLock
from include.mysql.sql_files import SqlFiles
from include.mysql.target import WarehouseTarget
from include.published_figures.figures_csv import FigureRow
from include.published_figures.publication_file import PublicationFile
from include.settings import Settings

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

_SQL = SqlFiles(__file__)
_LOCK: Final = NamedLock("tokyobeta_published_figures")
_LOCK_WAIT_SECONDS: Final = 30


class FiguresTable:
    """The published figures in the ledger's schema.

    :param target: the warehouse, as the loading user.
    :param settings: name of the schema.
    """

    def __init__(self, target: WarehouseTarget, settings: Settings) -> None:
        self._target = target.with_schema(None)
        self._ops = quoted(settings.ops_schema)

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Open the only transaction that may add figures; it is committed unless an error leaves it.

        :raises PublishedFiguresError: if another session is adding figures.
        """
        with self._target.connect(autocommit=False) as connection:
            with connection.cursor() as cursor:
                if not _LOCK.acquire(cursor, _LOCK_WAIT_SECONDS):
                    raise PublishedFiguresError(
                        "Another session is recording published figures at this moment.",
                        "Wait for it to end, then clear this task.",
                    )
                yield cursor
            connection.commit()

    def run(self, cursor: Cursor, file: str, parameters: dict[str, Any], *, name: str | None = None) -> int:
        """Run a statement of this package; return the rows that it changed or found.

        :param cursor: of a transaction.
        :param file: its file, without ``.sql``.
        :param parameters: values of its placeholders.
        :param name: the name of the statement in a file of several.
        """
        text = _SQL.named(file, name) if name else _SQL.text(file)
        return cursor.execute(text.format(ops=self._ops), parameters)

    def publications(self, cursor: Cursor) -> set[PublicationFile]:
        """Return the publications that the table holds."""
        self.run(cursor, "publications", {})
        return {PublicationFile(as_of, number) for as_of, number in cursor.fetchall()}

    def figures(self, cursor: Cursor, publication: PublicationFile) -> list[FigureRow]:
        """Return the rows of a publication in the order of their key."""
        key = {"as_of_date": publication.as_of_date, "number": publication.number}
        self.run(cursor, "figures_of_publication", key)
        return list(cursor.fetchall())

    def insert(self, cursor: Cursor, rows: list[FigureRow]) -> None:
        """Add the rows of a file."""
        cursor.executemany(_SQL.text("insert_figure").format(ops=self._ops), rows)
