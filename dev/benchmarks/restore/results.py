"""Putting measurements into words."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path

from dev.benchmarks.restore.measurement import Measurement


def median(found: Sequence[Measurement], way: str) -> float:
    """Return the median time of a way in seconds."""
    return statistics.median(m.seconds for m in found if m.way == way)


def paired_ratio(found: Sequence[Measurement], slow: str, fast: str) -> float:
    """Return how many times longer one way took than another: the median over the rounds."""
    pairs = zip(
        (m.seconds for m in found if m.way == slow), (m.seconds for m in found if m.way == fast), strict=True
    )
    return statistics.median(a / b for a, b in pairs)


def table(found: Sequence[Measurement], ways: Sequence[str]) -> str:
    """Return a table in Markdown: medians and spread of each way."""
    lines = [
        "| Way | wall, median | wall, least to most | server CPU | client CPU | client peak | wrong tables |",
        "|---|---|---|---|---|---|---|",
    ]
    for way in ways:
        rows = [m for m in found if m.way == way]
        wall = [m.seconds for m in rows]
        lines.append(
            f"| {way} | {statistics.median(wall):.1f} s | {min(wall):.1f} to {max(wall):.1f} s "
            f"| {statistics.median(m.server_cpu for m in rows):.1f} s "
            f"| {statistics.median(m.client_cpu for m in rows):.1f} s "
            f"| {max(m.client_mb for m in rows):.0f} MiB | {max(m.wrong_tables for m in rows)} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """Return what the measurement ran on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    python = platform.python_version()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {python}, load {load}"
