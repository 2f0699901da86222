"""A column of a gold model, as a dashboard shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.exceptions import ConfigurationError


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of a data set, with what it is called and what it means.

    :param table: gold table.
    :param name: column.
    :param title: what a dashboard calls it.
    :param description: its definition.
    :param data_type: ``date``, ``bigint``, ``decimal`` or ``varchar``.
    :param unit: unit of a published figure; None for what is no figure.
    :param replaced_by: the column to use instead, of an old name that is still readable; else None.
    """

    table: str
    name: str
    title: str
    description: str
    data_type: str
    unit: str | None
    replaced_by: str | None

    @classmethod
    def read(
        cls, table: str, column: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]
    ) -> ShownColumn:
        """Return a column of a model's yml.

        A column with ``meta: {same_as: table.column}`` shows the figure of that column: title and unit are
        stated there.

        :param table: gold table of the column.
        :param column: the column in the yml.
        :param known: every column of gold in its yml, by ``table.column``.
        :raises ConfigurationError: if a column that is no old name has no title.
        """
        meta = column.get("meta", {})
        figure = _metric(column, known)
        replaced_by = meta.get("replaced_by")
        title = figure["label"] if figure else meta.get("title", column["name"] if replaced_by else None)
        if title is None:
            raise ConfigurationError(
                f"{table}.{column['name']} has no title for the dashboards.",
                "Give it meta: title, metric (with a label) or same_as in the yml beside the model.",
            )
        return cls(
            table=table,
            name=column["name"],
            title=title,
            description=" ".join(column["description"].split()),
            data_type=column["data_type"],
            unit=figure["unit"] if figure else None,
            replaced_by=replaced_by,
        )

    @property
    def is_figure(self) -> bool:
        """Whether it is a published figure."""
        return self.unit is not None

    @property
    def can_be_summed(self) -> bool:
        """Whether the sum over rows is the same figure of them all."""
        return self.unit in {"count", "rooms", "JPY"}


def _metric(column: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    meta = column.get("meta", {})
    if "same_as" in meta:
        return _metric(known[meta["same_as"]], known)
    metric: dict[str, Any] | None = meta.get("metric")
    return metric
