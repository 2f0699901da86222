"""What a release consists of, for those who look for vulnerable packages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable

from include.exceptions import PackagingError


def bill_of_materials(locks: Iterable[bytes]) -> bytes:
    """Return the packages of locks as CycloneDX 1.6 JSON, with their hashes; the same locks, the same bytes.

    :param locks: requirements with hashes.
    :raises PackagingError: with the words of the generator.
    """
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", "-"]
    done = subprocess.run(command, input=b"\n".join(locks), capture_output=True, check=False, timeout=120)
    if done.returncode:
        raise PackagingError(
            f"No bill of materials: {done.stderr.decode(errors='replace')[-400:]}", "Look at requirements/."
        )
    return done.stdout
