"""How long-running steps tell how far they are."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then with the stage's name, what is done and what is to do, in the stage's unit.

    Stages: ``load`` (rows), ``dump`` (bytes; the total is a guess) and ``snapshots`` (files).
    """

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of the progress."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
