"""Writes the table of settings: ``python -m dev.settings_table > docs/settings.md``."""

from __future__ import annotations

import sys

from include.settings import PROJECT_DIR, Settings

INTRODUCTION = """# Settings

Each is an environment variable; on MWAA `startup.sh` exports it, locally the stack does.
Credentials are not settings: they are the Airflow connections `warehouse` and `aws_default`.
This page is written by `make docs`.

| Variable | Default | What for |
|---|---|---|
"""


def settings_table() -> str:
    """Return the page ``docs/settings.md``: every setting with its variable, default and reason."""
    rows = []
    for name, field in Settings.model_fields.items():
        value = field.get_default(call_default_factory=True)
        default = "(none)" if value is None else str(value).replace(f"{PROJECT_DIR}/", "")
        rows.append(f"| `TOKYOBETA_{name.upper()}` | `{default}` | {field.description} |")
    return INTRODUCTION + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(settings_table())
