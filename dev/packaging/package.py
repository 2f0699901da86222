"""The built package: what goes to S3, with its checksums."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from include.exceptions import PackagingError

MANIFEST_NAME = "deploy-manifest.json"
# A change in one of these needs an update of the environment; a change below dags/ does not.
ENVIRONMENT_FILES = ("plugins.zip", "requirements.txt", "startup.sh")


@dataclass(frozen=True, slots=True)
class Package:
    """The package of one commit.

    :param commit: the commit's identifier.
    :param files: contents by path in the package: ``dags/...``, the three environment files, and the bill of
        materials.
    """

    commit: str
    files: dict[str, bytes]

    def checksums(self) -> dict[str, str]:
        """Return the SHA-256 of every file by its path."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(self.files.items())}

    def manifest(self) -> bytes:
        """Return the deploy manifest as JSON: the commit, and checksum and size of every file."""
        files = {
            name: {"sha256": checksum, "size": len(self.files[name])}
            for name, checksum in self.checksums().items()
        }
        return (json.dumps({"commit": self.commit, "files": files}, indent=1) + "\n").encode()

    def write(self, folder: Path) -> None:
        """Write the package into an empty or new folder; the deploy manifest comes last."""
        for name, content in {**self.files, MANIFEST_NAME: self.manifest()}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    @classmethod
    def read(cls, folder: Path) -> Package:
        """Return the package of a folder.

        :raises PackagingError: if it is incomplete, or a file is not what the deploy manifest says.
        """
        try:
            manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
            files = {name: (folder / name).read_bytes() for name in manifest["files"]}
        except FileNotFoundError as error:
            raise PackagingError(
                f"The package is incomplete: {error.filename} is missing.", "Run make package."
            ) from error
        package = cls(manifest["commit"], files)
        wrong = [
            name for name, value in package.checksums().items() if value != manifest["files"][name]["sha256"]
        ]
        if wrong:
            raise PackagingError(f"Changed since the build: {', '.join(wrong)}.", "Run make package again.")
        return package
