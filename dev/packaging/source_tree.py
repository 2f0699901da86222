"""The files of one commit."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from dev.packaging.commands import run


class SourceTree:
    """The repository as committed: what is not committed is not in a package.

    :param root: the repository's folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def commit(self) -> str:
        """Return the identifier of the checked-out commit, 40 hexadecimal digits."""
        return run(["git", "rev-parse", "HEAD"], cwd=self.root).decode().strip()

    def uncommitted(self) -> list[str]:
        """Return the paths that differ from the commit and so are left out."""
        status = run(["git", "status", "--porcelain"], cwd=self.root).decode()
        return [line[3:] for line in status.splitlines()]

    def files(self) -> dict[str, bytes]:
        """Return the content of every committed file by its path; symbolic links and submodules have none."""
        archive = io.BytesIO(run(["git", "archive", "--format=tar", "HEAD"], cwd=self.root))
        contents: dict[str, bytes] = {}
        with tarfile.open(fileobj=archive) as tar:
            for member in tar:
                file = tar.extractfile(member) if member.isfile() else None
                if file is not None:
                    contents[member.name] = file.read()
        return contents
