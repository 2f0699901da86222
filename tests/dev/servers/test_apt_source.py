"""Mirror and keys come from the machine's own apt configuration, in both of its formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev.servers import apt_packages
from dev.servers.apt_packages import AptPackages, os_release
from dev.servers.apt_source import read_sources
from include.exceptions import LocalStackError

STANZAS = """
# the company's mirror
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://mirror.example/other
Suites: bookworm
Components: main
Enabled: no

Types: deb
URIs: http://mirror.example/inline
Suites: stable
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----
"""

LINES = """
# deb http://mirror.example/off bookworm main
deb [arch=amd64 signed-by=/etc/apt/keyrings/a.gpg] http://mirror.example/debian bookworm main  # comment
deb-src http://mirror.example/debian bookworm main
"""


@pytest.fixture
def apt(tmp_path: Path) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_deb822_format_is_read(apt: Path) -> None:
    (apt / "sources.list.d" / "debian.sources").write_text(STANZAS)
    found = read_sources(apt)
    assert [(each.uri, each.suite, each.signed_by) for each in found] == [
        ("http://mirror.example/debian", "bookworm", "/usr/share/keyrings/archive.gpg"),
        ("http://mirror.example/debian", "bookworm-updates", "/usr/share/keyrings/archive.gpg"),
        ("http://mirror.example/inline", "stable", None),
    ]
    assert found[0].components == ("main", "contrib")


def test_one_line_format_is_read(apt: Path) -> None:
    (apt / "sources.list").write_text(LINES)
    (apt / "sources.list.d" / "old.list.disabled").write_text("deb http://mirror.example/no bookworm main")
    found = read_sources(apt)
    assert [(each.uri, each.signed_by) for each in found] == [
        ("http://mirror.example/debian", "/etc/apt/keyrings/a.gpg")
    ]
    assert (
        found[0].line("sid")
        == "deb [signed-by=/etc/apt/keyrings/a.gpg] http://mirror.example/debian sid main\n"
    )


def test_machine_without_apt_has_no_sources(tmp_path: Path) -> None:
    assert read_sources(tmp_path / "none") == []


def test_own_apt_keeps_off_the_system(apt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (apt / "sources.list.d" / "debian.sources").write_text(STANZAS)
    monkeypatch.setattr(apt_packages, "os_release", lambda: {"VERSION_CODENAME": "bookworm"})
    packages = AptPackages(tmp_path / "own", suite="sid", apt_folder=apt)
    packages._write_configuration()
    text = (tmp_path / "own" / "apt.conf").read_text()
    assert f'Dir::State "{tmp_path}/own/state"' in text
    assert f'Dir::Cache "{tmp_path}/own/cache"' in text
    assert "#clear APT::Update::Post-Invoke;" in text
    assert (tmp_path / "own" / "etc" / "sources.list").read_text() == (
        "deb [signed-by=/usr/share/keyrings/archive.gpg] http://mirror.example/debian sid main\n"
    )


def test_configuration_without_the_distribution_s_archive_is_an_error(
    apt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (apt / "sources.list").write_text("deb http://mirror.example/tools nodistro main\n")
    monkeypatch.setattr(apt_packages, "os_release", lambda: {"VERSION_CODENAME": "bookworm"})
    with pytest.raises(LocalStackError, match="MYSQL_URL"):
        AptPackages(tmp_path / "own", suite="sid", apt_folder=apt)._write_configuration()


def test_os_release_is_read_without_quotes(tmp_path: Path) -> None:
    (tmp_path / "os-release").write_text('ID=debian\nVERSION_ID="12"\n')
    assert os_release(tmp_path / "os-release") == {"ID": "debian", "VERSION_ID": "12"}
    assert os_release(tmp_path / "none") == {}
