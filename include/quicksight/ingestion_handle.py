"""An ingestion that somebody waits for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IngestionHandle:
    """An ingestion under way.

    :param data_set_id: the data set being refreshed.
    :param ingestion_id: the ingestion's identifier within the data set.
    :param joined: it was already running when the refresh was asked for.
    :param own: it belongs to the asking run. Another's ingestion may have read gold before this run rebuilt
        it, so that its end is not enough: a fresh one has to follow.
    """

    data_set_id: str
    ingestion_id: str
    joined: bool
    own: bool
