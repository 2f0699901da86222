"""Which file of the repository goes where in the package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

LAYOUT_FILE = Path(__file__).with_name("layout.yml")


@dataclass(frozen=True, slots=True)
class Layout:
    """The rules of ``layout.yml``.

    :param dags: prefixes of the repository and where each goes below the DAGs folder.
    :param plugins: prefixes of the repository and where each goes in plugins.zip.
    :param exclude: prefixes that are left out of both.
    """

    dags: dict[str, str]
    plugins: dict[str, str]
    exclude: tuple[str, ...]

    @classmethod
    def load(cls, path: Path = LAYOUT_FILE) -> Layout:
        """Return the rules of a file."""
        rules = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls(rules["dags"], rules["plugins"], tuple(rules["exclude"]))

    def place(self, path: str, prefixes: dict[str, str]) -> str | None:
        """Return where a file goes, or None if it is not part of it.

        :param path: the file's path in the repository.
        :param prefixes: :attr:`dags` or :attr:`plugins`.
        """
        if path.startswith(self.exclude):
            return None
        for prefix, target in prefixes.items():
            if path.startswith(prefix):
                return target + path[len(prefix) :]
        return None
