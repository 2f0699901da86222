"""Install what the project needs: ``python3 dev/local/bootstrap.py``, with any Python from 3.11 on.

Makes ``.venv`` (Airflow, the stand-ins, the tools) and ``.venv-dbt`` (dbt, which cannot share an environment
with Airflow) from the locks, then dbt's manifest. With a name as argument, such as ``infra``, also the
environment of that lock: ``.venv-infra``. Standard library only. Does nothing, quickly, when nothing changed.
"""

from __future__ import annotations

import fcntl
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if sys.version_info < (3, 11):  # noqa: UP036 (the very first thing that an old interpreter has to say)
    sys.exit(f"This needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
sys.path.insert(0, str(ROOT))

from dev.local.setup.dbt_manifest import DbtManifest  # noqa: E402 (after the path is set)
from dev.local.setup.environment import Environment  # noqa: E402 (after the path is set)
from dev.local.setup.uv import find_python, install_uv  # noqa: E402 (after the path is set)
from include.exceptions import TokyoBetaError  # noqa: E402 (after the path is set)


def bootstrap(
    root: Path = ROOT, announce: Callable[[str], None] = print, further: Sequence[str] = ()
) -> None:
    """Bring both environments and the manifest up to date.

    :param root: the checkout.
    :param announce: called with a sentence for each step that is needed.
    :param further: locks that get an environment as well, by name.
    :raises TokyoBetaError: telling what is missing and how to get it.
    """
    locks = root / "requirements"
    main = Environment(root / ".venv", locks / "local.txt")
    dbt = Environment(root / ".venv-dbt", locks / "dbt.txt")
    others = [Environment(root / f".venv-{name}", locks / f"{name}.txt") for name in further]
    manifest = DbtManifest(root / "dbt", dbt.folder / "bin" / "dbt")
    environments = [main, dbt, *others]
    if all(each.is_current() for each in environments) and manifest.is_current():
        return
    (root / ".local").mkdir(exist_ok=True)
    with (root / ".local" / "bootstrap.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _install(environments, root, announce)
        if not manifest.is_current():
            begun = time.monotonic()
            manifest.build()
            announce(f"✓ dbt manifest ({time.monotonic() - begun:.0f} s)")


def _install(environments: list[Environment], root: Path, announce: Callable[[str], None]) -> None:
    missing = [each for each in environments if not each.is_current()]
    if not missing:
        return
    uv = install_uv(root / ".venv-boot", root / "requirements" / "local.txt")
    python, version = find_python(uv)
    if version != "3.12":
        announce(f"Using Python {version}: production runs 3.12, which this machine does not have.")
    for each in missing:
        begun = time.monotonic()
        announce(f"  {each.folder.name}: installing {each.lock.relative_to(root)} with Python {version} ...")
        each.install(uv, python)
        announce(f"✓ {each.folder.name} ({time.monotonic() - begun:.0f} s)")


def main() -> int:
    """Run and return the exit code."""
    try:
        bootstrap(announce=lambda sentence: print(sentence, flush=True), further=sys.argv[1:])
    except TokyoBetaError as error:
        print(f"✗ {error.problem}\n  Next: {error.action}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; the next start continues.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
