"""The certificates that this machine trusts, for programs that would bring their own."""

from __future__ import annotations

import os
from pathlib import Path

# Where distributions keep them: Debian, Red Hat, macOS and BSD.
SYSTEM_FILES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
    Path("/etc/ssl/cert.pem"),
)


def certificate_file(work: Path | None = None) -> Path | None:
    """Return the file of trusted certificates, so that a company's own authority counts everywhere.

    :param work: folder below whose ``root`` the distribution's certificate package may have been unpacked,
        for a machine on which certificates were never installed.
    """
    given = os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT")
    if given:
        return Path(given)
    found = next((each for each in SYSTEM_FILES if each.is_file()), None)
    if found or work is None:
        return found
    certificates = sorted((work / "root" / "usr" / "share" / "ca-certificates").rglob("*.crt"))
    if not certificates:
        return None
    bundle = work / "certificates.pem"
    bundle.write_bytes(b"\n".join(each.read_bytes() for each in certificates))
    return bundle
