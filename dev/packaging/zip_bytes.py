"""Zip files that are the same bytes for the same content, on any machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# The earliest moment a zip file can hold.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file: sorted, one fixed time, plain permissions, stored (compressors differ by version).

    :param files: contents by path.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # Unix, whatever the machine
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
