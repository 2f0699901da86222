"""Downloads trust what the machine trusts, a company's own authority included."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev.local.setup import certificates
from dev.local.setup.certificates import certificate_file


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "PIP_CERT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(certificates, "SYSTEM_FILES", (tmp_path / "system.crt",))


def test_machine_without_certificates_has_no_file(tmp_path: Path) -> None:
    assert certificate_file() is None
    assert certificate_file(tmp_path) is None


def test_system_s_certificates_are_used(tmp_path: Path) -> None:
    (tmp_path / "system.crt").touch()
    assert certificate_file() == tmp_path / "system.crt"


def test_given_certificates_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "system.crt").touch()
    monkeypatch.setenv("PIP_CERT", "/company/authority.pem")
    assert certificate_file() == Path("/company/authority.pem")


def test_fetched_certificates_are_bundled(tmp_path: Path) -> None:
    folder = tmp_path / "root" / "usr" / "share" / "ca-certificates" / "mozilla"
    folder.mkdir(parents=True)
    (folder / "one.crt").write_text("ONE")
    (folder / "two.crt").write_text("TWO")
    bundle = certificate_file(tmp_path)
    assert bundle is not None
    assert bundle.read_text().split() == ["ONE", "TWO"]
