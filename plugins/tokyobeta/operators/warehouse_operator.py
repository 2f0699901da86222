"""What the operators that work on the warehouse share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.clock import parse_day
from include.exceptions import PreflightError
from include.settings import Settings, get_settings
from tokyobeta.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from include.ledger.dump_object import DumpObject
    from include.ledger.ledger import Ledger
    from include.ledger.publication import Publication
    from include.mysql.target import WarehouseTarget


class WarehouseOperator(BaseOperator):
    """Base of the operators that work on the warehouse for one dump date.

    The library is imported when a task runs, not when its DAG is parsed.

    :param dump_date: the dump date as ``YYYY-MM-DD`` (templated).
    :param dump: the object that the run is about, as JSON, as the preflight task returned it; None in a DAG
        without one (templated).
    """

    template_fields: Sequence[str] = ("dump_date", "dump")

    def __init__(self, *, dump_date: str, dump: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dump_date = dump_date
        self.dump = dump

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return get_settings()

    @property
    def day(self) -> date:
        """The dump date.

        :raises ConfigurationError: if the text is no calendar day.
        """
        return parse_day(self.dump_date)

    def target(self) -> WarehouseTarget:
        """Return the warehouse, with the credentials of this moment."""
        return WarehouseHook(self.settings.warehouse_conn_id).target()

    def ledger(self) -> Ledger:
        """Return the run ledger; its tables are made if this is a new warehouse."""
        from include.ledger.ledger import Ledger

        ledger = Ledger(self.target(), self.settings.ops_schema)
        ledger.ensure()
        return ledger

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Name the task's assets; only Airflow's OpenLineage provider asks, where it is installed and on."""
        from tokyobeta.open_lineage import asset_lineage

        return asset_lineage(self.inlets, self.outlets)

    def looked_at(self) -> DumpObject:
        """Return the dump that this run's preflight has looked at.

        :raises PreflightError: if preflight left no result: it failed, or was only marked as successful.
        """
        from include.ledger.dump_object import DumpObject

        values = json.loads(self.dump or "null")
        if not values:
            raise PreflightError(
                f"preflight of {self.day} has passed no dump in this run, whatever its state in the web UI "
                "says.",
                f"Clear preflight of {self.day} with downstream.",
            )
        return DumpObject.from_json(values)

    def require_published(self) -> Publication:
        """Return what readers see, which must be the dump of this run.

        :raises PreflightError: if preflight has passed no dump in this run.
        :raises PublishError: if readers see another day, or another object of the day.
        """
        from include.ledger.published_dump import require_published

        restore_id = None if self.dump is None else self.looked_at().restore_id
        return require_published(
            self.target(), self.ledger(), self.settings.staging_schema, self.day, restore_id
        )

    def write_health(self) -> None:
        """Put what the ledger says now where the health pages read it."""
        from include.health.store import write_health
        from tokyobeta.hooks.aws import s3_client

        size = write_health(self.target(), s3_client(self.settings.aws_conn_id), self.settings)
        self.log.info("Data health is up to date (%s bytes)", f"{size:,}")


def is_true(rendered: bool | str) -> bool:
    """Return a templated flag as a bool: a rendered template is text, ``True`` or ``False``.

    :raises ValueError: if the text is neither; a wrong template must not count as "no".
    """
    text = str(rendered).strip().lower()
    if text not in {"true", "false"}:
        message = f"a flag must render to True or False, not to {rendered!r}"
        raise ValueError(message)
    return text == "true"
