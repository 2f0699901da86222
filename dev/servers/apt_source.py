"""One package source of the machine's own apt configuration. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APT_FOLDER = Path("/etc/apt")

_ONE_LINE = re.compile(
    r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s*(?P<components>.*)$"
)


@dataclass(frozen=True, slots=True)
class AptSource:
    """One archive and suite, as ``sources.list(5)`` describes it.

    :param uri: the mirror, as the machine's owner configured it.
    :param suite: release, such as a code name or ``stable``.
    :param components: such as ``main``.
    :param signed_by: keyring file, or None when apt's global keys are used or the key is written inline.
    """

    uri: str
    suite: str
    components: tuple[str, ...]
    signed_by: str | None = None

    def line(self, suite: str | None = None) -> str:
        """Return the source in the one-line format, with another suite if one is given."""
        options = f"[signed-by={self.signed_by}] " if self.signed_by else ""
        return f"deb {options}{self.uri} {suite or self.suite} main\n"


def read_sources(folder: Path = APT_FOLDER) -> list[AptSource]:
    """Return the enabled binary sources of the machine, in apt's order; none where there is no apt."""
    sources: list[AptSource] = []
    for path in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]:
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".list":
            sources.extend(_from_lines(text))
        elif path.suffix == ".sources":
            sources.extend(_from_stanzas(text))
    return sources


def _from_lines(text: str) -> Iterator[AptSource]:
    for raw in text.splitlines():
        match = _ONE_LINE.match(raw.split("#", 1)[0].strip())
        if match:
            signed = re.search(r"signed-by=(\S+)", match["options"] or "", re.IGNORECASE)
            yield AptSource(
                uri=match["uri"],
                suite=match["suite"],
                components=tuple(match["components"].split()),
                signed_by=_keyring(signed[1] if signed else ""),
            )


def _from_stanzas(text: str) -> Iterator[AptSource]:
    uncommented = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n\s*\n", uncommented):
        fields = _fields(stanza)
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() == "no":
            continue
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield AptSource(
                    uri=uri,
                    suite=suite,
                    components=tuple(fields.get("components", "").split()),
                    signed_by=_keyring(fields.get("signed-by", "")),
                )


def _fields(stanza: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line[:1] in {" ", "\t"}:
            fields[name] = f"{fields.get(name, '')}\n{line.strip()}"
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def _keyring(value: str) -> str | None:
    first = re.split(r"[,\n]", value, maxsplit=1)[0].strip()
    return first if first.startswith("/") else None
