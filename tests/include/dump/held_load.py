"""A restore that stands still in the middle of a statement, for tests of what stops it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

import pytest

from include.dump.load.load_connection import LoadConnection
from include.dump.load.load_outcome import LoadOutcome
from include.dump.load.options import RestoreOptions
from tests.waiting import PATIENCE_SECONDS


class HeldLoad:
    """Holds every LOAD DATA into a true table behind its first piece of text, until it is let go.

    The server is then in the middle of the statement, however fast it or this process is: without this a test
    would have to look at the right moment.

    :param patch: undone by the test.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.begun = threading.Event()
        self._let_go = threading.Event()
        load = LoadConnection.load

        def held(connection: LoadConnection, statement: str, text: Iterable[bytes]) -> LoadOutcome:
            tries = connection.db == RestoreOptions().state_schema.encode()
            return load(connection, statement, text if tries else self._pieces(text))

        patch.setattr(LoadConnection, "load", held)

    def wait(self) -> None:
        """Wait until a statement is held."""
        assert self.begun.wait(PATIENCE_SECONDS), "no LOAD DATA began"

    def let_go(self) -> None:
        """Let what is held go on."""
        self._let_go.set()

    def _pieces(self, text: Iterable[bytes]) -> Iterator[bytes]:
        for piece in text:
            yield piece
            self.begun.set()
            self._let_go.wait(PATIENCE_SECONDS)
