"""docker-compose.yaml as Compose would read it, and as it would be on this machine without Docker."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yaml"
# The image of docker/Dockerfile.
OURS = "tokyobeta/airflow:3.3.1-python3.12"
# The image's entrypoint exports it to every command (scripts/docker/entrypoint_prod.sh in Airflow).
PRELOADED = f"/usr/lib/{platform.machine()}-linux-gnu/libstdc++.so.6"
_VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(?::-([^}]*))?\}")


@dataclass(frozen=True)
class ComposeFile:
    """The file with its variables replaced by their defaults."""

    path: Path = FILE

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def variables(self) -> dict[str, str | None]:
        """Return every ``${VARIABLE:-default}`` with its default; None where there is none."""
        return {name: default or None for name, default in _VARIABLE.findall(self.text)}

    @cached_property
    def content(self) -> dict[str, Any]:
        """Return the file as data, defaults put in, ``$$`` reduced to ``$``."""
        loaded: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(lambda found: found.group(2) or "", self.text))
        return loaded

    @property
    def services(self) -> dict[str, dict[str, Any]]:
        return dict(self.content["services"])

    def environment(self, service: str) -> dict[str, str]:
        """Return a service's variables as its processes see them."""
        given = self.services[service].get("environment") or {}
        exported = {"LD_PRELOAD": PRELOADED} if self.services[service]["image"] == OURS else {}
        return {**exported, **{name: str(value).replace("$$", "$") for name, value in given.items()}}

    def command(self, service: str) -> list[str]:
        """Return what the image's entrypoint is given."""
        return [str(word).replace("$$", "$") for word in self.services[service].get("command") or []]

    def process(self, service: str) -> list[str]:
        """Return what runs in the end, on our image: what its entrypoint, which is Airflow's, executes.

        Only bash and python run as given. All else is an argument of airflow, whose own name may come first
        (scripts/docker/entrypoint_prod.sh in Airflow's repository, its last lines).
        """
        words = self.command(service)
        if self.services[service]["image"] != OURS:
            raise ValueError(f"{service} runs on an image with another entrypoint")
        if words[:1] == ["bash"]:
            return ["/bin/bash", *words[1:]]
        if words[:1] == ["python"]:
            return words
        return ["airflow", *(words[1:] if words[:1] == ["airflow"] else words)]

    def healthcheck(self, service: str) -> list[str]:
        """Return the program and arguments of a health check."""
        kind, *words = self.services[service]["healthcheck"]["test"]
        words = [str(word).replace("$$", "$") for word in words]
        return words if kind == "CMD" else ["/bin/sh", "-c", *words]

    def mounts(self, service: str) -> dict[str, str]:
        """Return the mounts of a service: source by place in the container."""
        pairs = (str(mount).split(":") for mount in self.services[service].get("volumes") or [])
        return {parts[1]: parts[0] for parts in pairs}

    def ports(self, service: str) -> list[tuple[str, int, int]]:
        """Return address, port on this machine and port in the container."""
        found = []
        for entry in self.services[service].get("ports") or []:
            address, outside, inside = str(entry).split(":")
            found.append((address, int(outside), int(inside)))
        return found


@dataclass(frozen=True)
class Translation:
    """From names and places inside the containers to those of this machine.

    :param places: text by text, replaced wherever it occurs; longer ones first.
    """

    places: dict[str, str]

    def text(self, value: str) -> str:
        for inside in sorted(self.places, key=len, reverse=True):
            value = value.replace(inside, self.places[inside])
        return value

    def words(self, values: list[str]) -> list[str]:
        return [self.text(value) for value in values]

    def environment(self, values: dict[str, str]) -> dict[str, str]:
        return {name: self.text(value) for name, value in values.items()}
