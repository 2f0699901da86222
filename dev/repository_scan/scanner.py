"""Find secrets and personal data in files and in the commits of a branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dev.packaging.commands import run
from dev.repository_scan.finding import Finding

RULES_FILE = Path(__file__).with_name("rules.yml")
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ``rules.yml``.

    :param name: what it looks for.
    :param pattern: what is searched.
    :param allow: found texts that may stay.
    """

    name: str
    pattern: re.Pattern[str]
    allow: tuple[re.Pattern[str], ...]

    def matches(self, text: str) -> bool:
        """Return whether the text holds what the rule looks for."""
        found = (match.group() for match in self.pattern.finditer(text))
        return any(not any(allow.search(each) for allow in self.allow) for each in found)


class Scanner:
    """Scans a repository.

    :param root: the repository's folder.
    :param rules: the rules' file.
    """

    def __init__(self, root: Path, rules: Path = RULES_FILE) -> None:
        self._root = root
        document = yaml.safe_load(rules.read_text(encoding="utf-8"))
        self._line_rules = [_rule(entry) for entry in document["lines"]]
        self._file_rules = [_rule(entry) for entry in document["files"]]
        self._skip = [re.compile(pattern) for pattern in document["skip"]]
        # The rules describe what they forbid.
        self._skip.append(re.compile(r"^dev/repository_scan/|^tests/dev/repository_scan/"))

    def files(self) -> Iterator[Finding]:
        """Yield what is in the files that git knows, committed or not."""
        listed = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=self._root)
        for path in sorted(filter(None, listed.decode().split("\0"))):
            yield from self._file(path)
            file = self._root / path
            if file.is_file() and not self._skipped(path):
                content = file.read_text(encoding="utf-8", errors="replace")
                for number, line in enumerate(content.splitlines(), start=1):
                    yield from self._line(path, number, line)

    def commits(self, base: str) -> Iterator[Finding]:
        """Yield what the commits since ``base`` added, even if a later one took it out again."""
        log = run(
            ["git", "log", "-p", "-U0", "--no-color", "--no-ext-diff", "--format=commit %h", f"{base}..HEAD"],
            cwd=self._root,
        )
        commit, path, number = "", "", 0
        for line in log.decode(errors="replace").splitlines():
            if line.startswith("commit "):
                commit = line.removeprefix("commit ")
            elif line.startswith("+++ "):
                path = line.removeprefix("+++ ").removeprefix("b/")
                yield from (Finding(found.rule, path, 0, commit) for found in self._file(path))
            elif hunk := _HUNK.match(line):
                number = int(hunk.group(1))
            elif line.startswith("+"):
                if not self._skipped(path):
                    found = self._line(path, number, line[1:])
                    yield from (Finding(each.rule, path, each.line, commit) for each in found)
                number += 1

    def _file(self, path: str) -> Iterator[Finding]:
        yield from (Finding(rule.name, path, 0) for rule in self._file_rules if self._applies(rule, path))

    @staticmethod
    def _applies(rule: Rule, path: str) -> bool:
        allowed = any(allow.search(path) for allow in rule.allow)
        return rule.pattern.search(path) is not None and not allowed

    def _line(self, path: str, number: int, line: str) -> Iterator[Finding]:
        yield from (Finding(rule.name, path, number) for rule in self._line_rules if rule.matches(line))

    def _skipped(self, path: str) -> bool:
        return any(skip.search(path) for skip in self._skip)


def _rule(entry: dict[str, Any]) -> Rule:
    allow = tuple(re.compile(pattern) for pattern in entry.get("allow", ()))
    return Rule(entry["name"], re.compile(entry["pattern"]), allow)
