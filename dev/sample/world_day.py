"""A sample world as the dump of one day shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from dev.sample.calendar import iso
from dev.sample.contract import Contract
from dev.sample.portfolio import Room
from dev.sample.schema import source_tables
from dev.sample.values import Value
from include.exceptions import ConfigurationError

if TYPE_CHECKING:
    from dev.sample.world import World

Row = tuple[Value, ...]


class WorldDay:
    """The rows of all 81 tables in the dump of one day.

    :param world: the world.
    :param dump_day: ordinal of the day of the dump, which is taken at 05:30 JST: it knows what happened up to
        the day before.
    """

    def __init__(self, world: World, dump_day: int) -> None:
        self.world = world
        self.dump_day = dump_day
        self._core: dict[str, Callable[[], Iterator[Mapping[str, Value]]]] = {
            "tenants": self._tenants,
            "movings": self._movings,
            "apartments": self._apartments,
            "rooms": self._rooms,
            "inquiries": lambda: iter(world.inquiries.values()),
        }

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of all tables, in the order in which mysqldump writes them on a case-sensitive server."""
        return tuple(source_tables())

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the names of a table's columns in order.

        :raises ConfigurationError: if the source has no such table.
        """
        if table not in source_tables():
            raise ConfigurationError(f"The source has no table {table!r}.", "Table names are case-sensitive.")
        return source_tables()[table].column_names

    def rows(self, table: str) -> Iterator[Row]:
        """Yield a table's rows in order of their ids, each with all columns.

        Numbers are int, float or decimal text; dates are text as MySQL prints them, TIMESTAMP values in UTC.

        :raises ConfigurationError: if the source has no such table.
        """
        columns = self.columns(table)
        if table in self.world.bulk:
            yield from self.world.bulk[table].rows(self.dump_day)
            return
        defaults = {column.name: column.default_value() for column in source_tables()[table].columns}
        for values in self._mappings(table):
            row = {**defaults, **values}
            assert len(row) == len(columns), f"{table}: {sorted(set(row) - set(columns))}"
            yield tuple(row.values())

    def records(self, table: str) -> Iterator[dict[str, Value]]:
        """Yield a table's rows as dictionaries by column name."""
        columns = self.columns(table)
        for row in self.rows(table):
            yield dict(zip(columns, row, strict=True))

    def row_count(self, table: str) -> int:
        """Return how many rows a table has, without making them."""
        if table in self.world.bulk:
            return self.world.bulk[table].row_count(self.dump_day)
        sizes = {
            "tenants": lambda: len(self.world.timeline.tenancies_known(self.dump_day)),
            "movings": lambda: len(self.world.timeline.contracts_known(self.dump_day)),
            "apartments": lambda: self.world.timeline.portfolio.apartments,
            "rooms": lambda: sum(1 for _ in self._rooms_in_source()),
            "inquiries": lambda: len(self.world.inquiries),
        }
        if table in sizes:
            return sizes[table]()
        return sum(1 for _ in self._mappings(table))

    def snapshot(self) -> list[tuple[int, int, int, str | None]]:
        """Return (tenant id, status, contract type, full name) of each tenant, in order of id."""
        return [
            (
                tenancy.id,
                tenancy.status_at(self.dump_day),
                tenancy.contract_type_at(self.dump_day),
                self.world.people.profile(tenancy).full_name,
            )
            for tenancy in self.world.timeline.tenancies_known(self.dump_day)
        ]

    @property
    def date(self) -> str:
        """The day as ``YYYY-MM-DD``."""
        return iso(self.dump_day)

    def _mappings(self, table: str) -> Iterator[Mapping[str, Value]]:
        if table in self._core:
            return self._core[table]()
        if table in self.world.lookups:
            return iter(self.world.lookups[table]())
        return iter(())

    def _tenants(self) -> Iterator[Mapping[str, Value]]:
        for tenancy in self.world.timeline.tenancies_known(self.dump_day):
            yield self.world.tenant_rows.values(tenancy, self.dump_day)

    def _movings(self) -> Iterator[Mapping[str, Value]]:
        for contract in self.world.timeline.contracts_known(self.dump_day):
            yield self.world.moving_rows.values(contract, self.dump_day)

    def _apartments(self) -> Iterator[Mapping[str, Value]]:
        portfolio = self.world.timeline.portfolio
        changed = [0] * portfolio.apartments
        for room, day in zip(portfolio.rooms, self._room_changes(), strict=True):
            changed[room.apartment] = max(changed[room.apartment], day)
        for index in range(portfolio.apartments):
            yield self.world.property_rows.apartment(index, changed[index], self.dump_day)

    def _rooms(self) -> Iterator[Mapping[str, Value]]:
        occupants: dict[int, Contract] = {}
        planned: dict[int, Contract] = {}
        for contract in self.world.timeline.contracts_known(self.dump_day):
            if contract.cancelled is not None or contract.orphan_tenant_id is not None:
                continue
            if contract.movein >= self.dump_day:
                planned[contract.room] = contract
            elif self._lives_there(contract):
                occupants[contract.room] = contract
        changes = self._room_changes()
        for room in self._rooms_in_source():
            index = room.index
            yield self.world.property_rows.room(
                room, occupants.get(index), planned.get(index), changes[index], self.dump_day
            )

    def _rooms_in_source(self) -> Iterator[Room]:
        sold = self.world.timeline.sold_rooms
        for room in self.world.timeline.portfolio.rooms:
            if room.index not in sold or self.dump_day < sold[room.index]:
                yield room

    def _room_changes(self) -> list[int]:
        """Return the last day before the dump on which a contract of each room changed; 0 for none."""
        changed = [0] * len(self.world.timeline.portfolio.rooms)
        for contract in self.world.timeline.contracts_known(self.dump_day):
            changed[contract.room] = max(changed[contract.room], contract.last_event(self.dump_day))
        return changed

    def _lives_there(self, contract: Contract) -> bool:
        if contract.superseded is not None and contract.superseded < self.dump_day:
            return False
        return contract.leave is None or contract.leave >= self.dump_day
