"""The policy scanner finds nothing that is not answered with a reason."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from tests.infra.terraform import INFRA, ROOT, unavailable

# On a busy machine the scan, which lets others go first, may take longer than other tests may.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1000)]

# Development is thrown away: short logs and no deletion protection are its purpose.
NOT_SCANNED = ("/tests/", "envs/dev")


def program() -> str:
    """Return checkov: the one of ``.venv-infra`` (requirements/infra.txt), else the one on the PATH."""
    own = ROOT / ".venv-infra" / "bin" / "checkov"
    found = str(own) if own.is_file() else shutil.which("checkov")
    if found is None:
        unavailable("There is no checkov: `make infra-test` installs it into .venv-infra.")
    return found


def test_every_finding_is_mended_or_has_a_reason() -> None:
    skipped = [part for path in NOT_SCANNED for part in ("--skip-path", path)]
    done = subprocess.run(
        [
            "nice",
            program(),
            *("--directory", str(INFRA), "--framework", "terraform", "--skip-download", "--output", "json"),
            *skipped,
        ],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        cwd=ROOT,
        env={**os.environ, "BC_API_KEY": "", "LOG_LEVEL": "ERROR", "PYTHONHASHSEED": "0"},
    )
    assert done.stdout.lstrip().startswith("{"), (
        f"checkov gave no report:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    )
    report = json.loads(done.stdout)
    assert isinstance(report, dict), "one framework gives one report"
    results = report["results"]
    assert results["parsing_errors"] == []
    assert report["summary"]["passed"] > 200, "the scanner has not seen the modules"
    failed = {
        f"{each['check_id']} {each['resource']}: {each['check_name']}" for each in results["failed_checks"]
    }
    assert not failed, "mend it, or write `# checkov:skip=ID: reason` into the resource:\n" + "\n".join(
        failed
    )
    reasons = [each["check_result"]["suppress_comment"].strip() for each in results["skipped_checks"]]
    assert all(len(reason) >= 8 for reason in reasons), "a skip needs a reason"
