"""The whole package test: build, lay out, install, start, import, as MWAA would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from include.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the image's Python is 3.12, and so are its pins")
@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_package_of_this_commit_is_fit_for_mwaa(tmp_path: Path) -> None:
    """Minutes the first time, for the image's packages are installed; half a minute later."""
    constraints = os.environ.get("MWAA_CONSTRAINTS")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "dev.packaging", "test"),
            *("--output", str(tmp_path / "package")),
            *("--image", str(ROOT / ".local" / "mwaa-image")),
            *("--dbt", Settings().dbt_executable),
            *(("--constraints", constraints) if constraints else ()),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1400,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "is fit for MWAA" in done.stdout
    assert "tokyobeta_daily" in done.stdout
