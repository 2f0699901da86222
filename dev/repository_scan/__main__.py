"""``python -m dev.repository_scan [--since COMMIT]``: exit code 1 if something was found."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dev.repository_scan.scanner import Scanner

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Scan the files, and with ``--since`` what each commit since then added."""
    parser = argparse.ArgumentParser(prog="python -m dev.repository_scan")
    parser.add_argument("--since", help="commit or branch: also scan what every commit since then added")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository")
    options = parser.parse_args(arguments)
    scanner = Scanner(options.root)
    found = list(scanner.files())
    if options.since:
        found += scanner.commits(options.since)
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    if found:
        sys.stdout.write(
            f"{len(found)} places. Take it out of every commit of the branch (a later commit does not remove "
            "it), and change a secret that was pushed. A false alarm gets a line in rules.yml.\n"
        )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
