"""``python -m tests.verification``: recompute every gold table from raw dumps and compare row by row."""

from __future__ import annotations

import argparse
import json
import logging
import sys

from tests.verification.day_proof import DayProof
from tests.verification.proof import prove
from tests.verification.scenario import scenarios_of


def main() -> int:
    """Prove the scenarios, print a table and, last, one line of JSON; return 0 only for no difference."""
    parser = argparse.ArgumentParser(prog="python -m tests.verification", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one sample world, two days")
    parser.add_argument("--seed", type=int, help="only the sample world of this seed, any number")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("tests.verification").setLevel(logging.INFO)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    proofs: list[DayProof] = []
    for scenario in scenarios_of(options.seed, quick=options.quick):
        for proof in prove(scenario):
            show(proof)
            proofs.append(proof)
    tables = {table.table for proof in proofs for table in proof.tables}
    result = {
        "tables": len(tables),
        "rows": sum(proof.rows for proof in proofs),
        "differences": sum(proof.differences for proof in proofs),
    }
    print(json.dumps(result))  # noqa: T201 (the result)
    return 0 if tables and result["rows"] and not result["differences"] else 1


def show(proof: DayProof) -> None:
    """Print the proof of one day."""
    lines = [f"Seed {proof.seed}, dump of {proof.day}, after {proof.after}"]
    for table in proof.tables:
        mark = "ok" if not table.differences else f"{table.differences:,} differences"
        lines.append(f"  {table.table:<34}{table.rows:>10,} rows  {mark}")
        lines += [f"      {example}" for example in table.examples]
    if proof.closing:
        lines.append(f"  {proof.closing}")
    print("\n".join(lines), flush=True)  # noqa: T201 (the report)


if __name__ == "__main__":
    sys.exit(main())
