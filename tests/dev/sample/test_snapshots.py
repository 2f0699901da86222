"""Snapshots have production's form and agree with the tenants of each day."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from dev.sample.sample_world import SampleWorld
from dev.sample.snapshot_writer import SnapshotWriter
from dev.sample.world import World
from include.exceptions import ConfigurationError


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle, strict=True))


def test_the_history_of_february_2026_has_261_files(sample: SampleWorld, tmp_path: Path) -> None:
    paths = sample.write_snapshots(date(2025, 5, 11), date(2026, 2, 8), tmp_path)
    assert len(paths) == 261
    assert paths[0].name == "20250511.csv"
    assert paths[0].parent == tmp_path / "snapshots" / "tenant_status"


def test_the_last_snapshot_equals_the_tenants_of_the_day(sample: SampleWorld, tmp_path: Path) -> None:
    (path,) = sample.write_snapshots(date(2026, 2, 10), date(2026, 2, 10), tmp_path)
    expected = [
        [
            str(tenant["id"]),
            str(tenant["status"]),
            str(tenant["contract_type"]),
            "" if tenant["full_name"] is None else str(tenant["full_name"]),
            "2026-02-10",
        ]
        for tenant in sample.day(0).records("tenants")
    ]
    assert read(path)[1:] == expected


def test_every_file_agrees_with_its_day_although_lines_are_reused(core: World, tmp_path: Path) -> None:
    paths = SnapshotWriter(core).write(date(2025, 9, 20), date(2025, 10, 12), tmp_path, with_gaps=False)
    for path in (paths[0], paths[9], paths[10], paths[-1]):
        day = date.fromisoformat(f"{path.stem[:4]}-{path.stem[4:6]}-{path.stem[6:]}")
        expected = [
            [str(tenant), str(status), str(contract_type), name or "", day.isoformat()]
            for tenant, status, contract_type, name in core.on(day).snapshot()
        ]
        assert read(path)[1:] == expected, path.name


def test_the_form_is_header_crlf_no_bom_ordered_by_id(sample: SampleWorld, tmp_path: Path) -> None:
    (path,) = sample.write_snapshots(date(2026, 2, 1), date(2026, 2, 1), tmp_path, with_gaps=False)
    content = path.read_bytes()
    assert content.startswith(b"tenant_id,status,contract_type,full_name,snapshot_date\r\n")
    assert content.endswith(b"2026-02-01\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    ids = [int(row[0]) for row in read(path)[1:]]
    assert ids == sorted(set(ids))


def test_quotes_in_names_are_written_as_the_csv_module_does(sample: SampleWorld, tmp_path: Path) -> None:
    (path,) = sample.write_snapshots(date(2026, 2, 10), date(2026, 2, 10), tmp_path)
    assert '"JO""HN""' in path.read_text(encoding="utf-8").replace("SAMPLE JO", "JO").replace('"MUSTER ', '"')
    again = tmp_path / "again.csv"
    with again.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(read(path))
    assert again.read_bytes() == path.read_bytes()


def test_names_are_masked_until_june_2025(sample: SampleWorld, tmp_path: Path) -> None:
    first, second = sample.write_snapshots(date(2025, 6, 30), date(2025, 7, 1), tmp_path, with_gaps=False)
    assert {row[3] for row in read(first)[1:]} == {"*"}
    assert len({row[3] for row in read(second)[1:]}) > 50


def test_28000_tenants_grow_to_50000_at_full_scale(core: World, tmp_path: Path) -> None:
    writer = SnapshotWriter(core)
    (first,) = writer.write(date(2025, 5, 11), date(2025, 5, 11), tmp_path)
    (last,) = writer.write(date(2026, 2, 9), date(2026, 2, 9), tmp_path)
    assert len(read(first)) - 1 == pytest.approx(28_000 * core.scale.core, rel=0.01)
    assert len(read(last)) - 1 == pytest.approx(50_400 * core.scale.core, rel=0.01)


def test_a_file_with_a_bad_row_and_an_empty_one_on_request(sample: SampleWorld, tmp_path: Path) -> None:
    bad, empty, good = sample.write_snapshots(
        date(2026, 2, 8),
        date(2026, 2, 10),
        tmp_path,
        with_gaps=False,
        bad_row_on=date(2026, 2, 8),
        empty_on=date(2026, 2, 9),
    )
    assert sorted({len(row) for row in read(bad)}) == [4, 5]
    assert sum(len(row) == 4 for row in read(bad)) == 1
    assert empty.read_bytes() == b""
    assert {len(row) for row in read(good)} == {5}


def test_the_same_world_writes_the_same_bytes(tmp_path: Path) -> None:
    day = date(2025, 12, 31)
    (first,) = SampleWorld().write_snapshots(day, day, tmp_path / "a", with_gaps=False)
    (second,) = SampleWorld().write_snapshots(day, day, tmp_path / "b", with_gaps=False)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 5, 10), date(2025, 5, 12)),
        (date(2026, 2, 1), date(2026, 1, 1)),
        (date(2026, 2, 1), date(2030, 1, 1)),
    ],
)
def test_a_range_outside_the_world_is_refused(
    sample: SampleWorld, tmp_path: Path, first: date, last: date
) -> None:
    with pytest.raises(ConfigurationError, match="no sample snapshots"):
        sample.write_snapshots(first, last, tmp_path)


def test_progress_is_told_for_every_day(sample: SampleWorld, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    sample.write_snapshots(
        date(2026, 2, 1), date(2026, 2, 3), tmp_path, progress=lambda *step: told.append(step)
    )
    assert told == [("snapshots", 1, 3), ("snapshots", 2, 3), ("snapshots", 3, 3)]
