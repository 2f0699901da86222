from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from include.settings import Settings
from include.snapshots.load_text import LoadText, load_text
from include.snapshots.snapshot_csv import read_snapshot, snapshot_chunks
from include.snapshots.snapshot_name import snapshot_day, snapshot_key
from include.snapshots.unusable_snapshot import UnusableSnapshotError

DAY = date(2026, 2, 10)
HEADER = b"tenant_id,status,contract_type,full_name,snapshot_date\r\n"


def write(rows: list[tuple[object, ...]]) -> bytes:
    return b"".join(snapshot_chunks(rows, DAY))


def test_the_file_is_utf8_with_crlf_header_and_minimal_quotes() -> None:
    content = write(
        [(0, 9, 1, "山田 太郎"), (7, 17, 2, 'a "b", c'), (8, 8, 9, None), (9, 1, 1, "NULL"), (10, 1, 1, "*")]
    )
    assert content.decode() == (
        "tenant_id,status,contract_type,full_name,snapshot_date\r\n"
        "0,9,1,山田 太郎,2026-02-10\r\n"
        '7,17,2,"a ""b"", c",2026-02-10\r\n'
        "8,8,9,,2026-02-10\r\n"
        "9,1,1,NULL,2026-02-10\r\n"
        "10,1,1,*,2026-02-10\r\n"
    )


def test_pieces_of_a_long_file_join_without_seam() -> None:
    rows = [(number, 9, 1, f"tenant {number}") for number in range(12_001)]
    read = csv.reader(io.StringIO(write(list(rows)).decode(), newline=""))
    assert [(int(r[0]), int(r[1]), int(r[2]), r[3]) for r in list(read)[1:]] == rows


names = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), min_size=1, max_size=191))


# By default an example may take 0.2 s, and making examples is watched too: neither says anything of the code.
@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.integers(0, 2**31 - 1), st.tuples(st.integers(0, 17), st.integers(0, 9), names), min_size=1
    )
)
def test_what_is_written_is_read_back(tenants: dict[int, tuple[int, int, str | None]]) -> None:
    rows = [(tenant, *values) for tenant, values in sorted(tenants.items())]
    assert read_snapshot(write(list(rows)), DAY).rows == rows
    assert lines_of(load_text(write(list(rows)), DAY)) == rows


def lines_of(text: LoadText) -> list[tuple[object, ...]]:
    r"""Return what LOAD DATA reads: a backslash makes a letter a control character, and ``\N`` is NULL."""
    controls = {"t": "\t", "n": "\n", "r": "\r", "0": "\0", "\\": "\\"}
    lines = text.text.decode().removesuffix("\n").split("\n")
    assert len(lines) == text.rows
    rows: list[tuple[object, ...]] = []
    for *numbers, name in (line.split("\t") for line in lines):
        read = None if name == r"\N" else re.sub(r"\\(.)", lambda match: controls[match[1]], name)
        rows.append((*map(int, numbers), read))
    return rows


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (b"1,9,1,x,2026-02-10\n", [(1, 9, 1, "x")]),
        (b"0001,09,1,x,2026-02-10\r\n", [(1, 9, 1, "x")]),
        (b'"1",9,1,"x, ""y""",2026-02-10\r\n', [(1, 9, 1, 'x, "y"')]),
        (b"2147483647,9,1,NULL,2026-02-10\r\n", [(2**31 - 1, 9, 1, "NULL")]),
        (b"1,9,1,\\N,2026-02-10\r\n", [(1, 9, 1, r"\N")]),
        ("1,9,1,a\u2028b\x85c,2026-02-10".encode(), [(1, 9, 1, "a\u2028b\x85c")]),
    ],
)
def test_a_line_means_the_same_however_it_is_written(line: bytes, rows: list[tuple[object, ...]]) -> None:
    content = write([(7, 1, 1, "before")]) + line
    assert read_snapshot(content, DAY).rows == [(7, 1, 1, "before"), *rows]
    assert lines_of(load_text(content, DAY)) == [(7, 1, 1, "before"), *rows]


def test_an_empty_name_becomes_null() -> None:
    assert read_snapshot(HEADER + b"1,9,1,,2026-02-10\r\n", DAY).rows == [(1, 9, 1, None)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "does not begin with the header"),
        (b"\xef\xbb\xbf" + HEADER + b"1,9,1,x,2026-02-10\r\n", "does not begin with the header"),
        (b"tenant_id;status\r\n", "does not begin with the header"),
        (HEADER, "has a header and no rows"),
        (HEADER + b"1,9,1,x,2026-02-10\r\n2,9,1,secret\r\n", "line 3 has 4 fields instead of 5"),
        (HEADER + b"1,9,1,secret,name,2026-02-10\r\n", "line 2 has 6 fields"),
        (HEADER + b"1,9,1,secret,2026-02-09\r\n", "line 2 is of another day"),
        (HEADER + b"x,9,1,secret,2026-02-10\r\n", "line 2 has a tenant_id that is no number"),
        (HEADER + b"1,,1,secret,2026-02-10\r\n", "line 2 has a status that is no number"),
        (HEADER + "1,9,１,secret,2026-02-10\r\n".encode(), "line 2 has a contract_type that is no number"),
        (HEADER + b"2147483648,9,1,secret,2026-02-10\r\n", "line 2 has a tenant_id"),
        (HEADER + b"1,9,1,secret,2026-02-10\r\n1,9,1,secret,2026-02-10\r\n", "line 3 repeats a tenant"),
        (HEADER + b"1,9,1," + b"secret" * 40 + b",2026-02-10\r\n", "line 2 has a name of more than 191"),
        (HEADER + b'1,9,1,"secret,2026-02-10\r\n', "quote that does not end"),
        (HEADER + b"1,9,1,\xff\xfe,2026-02-10\r\n", "is not UTF-8"),
        (HEADER + b"1,9,1,x,2026-02-10\r\n\r\n", "line 3 has 0 fields"),
        (HEADER + b"x1,9,1,secret,2026-02-10\r\n2,9,1,secret,2026-02-10\r\n", "line 2 has a tenant_id"),
        (HEADER + b"7,9,1,x,2026-02-10\r\n07,9,1,secret,2026-02-10\r\n", "line 3 repeats a tenant"),
    ],
)
@pytest.mark.parametrize("read", [read_snapshot, load_text])
def test_an_unusable_file_is_refused_by_line_and_without_its_content(
    read: Callable[[bytes, date], object], content: bytes, reason: str
) -> None:
    with pytest.raises(UnusableSnapshotError) as raised:
        read(content, DAY)
    assert reason in raised.value.reason
    assert "secret" not in str(raised.value)


def test_names_of_files_and_days_belong_together() -> None:
    settings = Settings()
    assert snapshot_key(settings, DAY) == "snapshots/tenant_status/20260210.csv"
    assert snapshot_day(settings, "snapshots/tenant_status/20260210.csv") == DAY
    for other in (
        "snapshots/tenant_status/20260231.csv",
        "snapshots/tenant_status/old/20260210.csv",
        "snapshots/tenant_status/20260210.csv.bak",
        "snapshots/tenant_status/",
        "snapshots/tenant_status/2026-02-10.csv",
    ):
        assert snapshot_day(settings, other) is None
