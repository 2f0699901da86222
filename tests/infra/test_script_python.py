"""The script that a person runs in CloudShell inside the VPC runs on the Python that is there: 3.9."""

from __future__ import annotations

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.infra.terraform import INFRA

SCRIPT = INFRA / "scripts" / "database_users.py"
CLOUDSHELL = (3, 9)
# What 3.10 and later have: arguments of a call, names of a module, modules. A parser does not know these.
NEWER_ARGUMENTS = {
    "dataclass": {"slots", "kw_only", "match_args", "weakref_slot"},
    "field": {"kw_only"},
    "zip": {"strict"},
}
NEWER_NAMES = {
    "contextlib": {"aclosing", "chdir"},
    "datetime": {"UTC"},
    "enum": {"StrEnum"},
    "itertools": {"batched", "pairwise"},
    "typing": {
        "Concatenate",
        "LiteralString",
        "Never",
        "NotRequired",
        "ParamSpec",
        "Required",
        "Self",
        "TypeAlias",
        "TypeGuard",
        "assert_never",
        "override",
    },
}
NEWER_MODULES = {"tomllib"}
NEWER_BUILTINS = {"aiter", "anext", "EncodingWarning", "ExceptionGroup", "BaseExceptionGroup"}


def newer_than_cloudshell(source: str) -> list[str]:
    """Return what a source uses that the Python of CloudShell does not have."""
    try:
        tree = ast.parse(source, feature_version=CLOUDSHELL)
    except SyntaxError as error:
        return [f"line {error.lineno}: {error.msg}"]
    annotations = _annotations(tree)
    return [
        f"line {getattr(node, 'lineno', 0)}: {found}"
        for node in ast.walk(tree)
        if node not in annotations
        for found in _newer(node)
    ]


def _annotations(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes that are never evaluated: annotations, if the file says so at its head."""
    postponed = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(name.name == "annotations" for name in node.names)
        for node in tree.body
    )
    written = (
        [getattr(node, name, None) for node in ast.walk(tree) for name in ("annotation", "returns")]
        if postponed
        else []
    )
    return {inner for node in written if node is not None for inner in ast.walk(node)}


def _newer(node: ast.AST) -> list[str]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            newer = NEWER_ARGUMENTS.get(name, set())
            return [f"{name}({each.arg}=)" for each in node.keywords if each.arg in newer]
        case ast.Import():
            return [name.name for name in node.names if name.name in NEWER_MODULES]
        case ast.ImportFrom(module=str(module)):
            if module in NEWER_MODULES:
                return [module]
            newer = NEWER_NAMES.get(module, set())
            return [f"{module}.{name.name}" for name in node.names if name.name in newer]
        case ast.Attribute(value=ast.Name(id=module), attr=name) if name in NEWER_NAMES.get(module, set()):
            return [f"{module}.{name}"]
        case ast.Name(id=name) if name in NEWER_BUILTINS:
            return [name]
        case ast.BinOp(op=ast.BitOr(), left=left, right=right) if _is_type(left) or _is_type(right):
            return ["X | Y of types at run time"]
    return []


def _is_type(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=None):
            return True
        case ast.Name(id=name):
            return name in {"bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple"} or (
                name[0].isupper() and not name.isupper()
            )
        case ast.Subscript(value=value):
            return _is_type(value)
    return False


def test_the_script_uses_nothing_that_the_python_of_cloudshell_lacks() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert newer_than_cloudshell(source) == []
    docstring = ast.get_docstring(ast.parse(source)) or ""
    assert "3.9" in docstring, "who edits the script must read that it has to run on 3.9"


@pytest.mark.parametrize(
    "source",
    [
        "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass A: ...",
        "import dataclasses\nmake = dataclasses.dataclass(kw_only=True)",
        "list(zip([1], [2], strict=True))",
        "from datetime import UTC",
        "import datetime\nnow = datetime.datetime.now(datetime.UTC)",
        "import tomllib",
        "from typing import Self",
        "match 1:\n    case 1: pass",
        "def f(x: int | None): ...",
        "from __future__ import annotations\nMaybe = int | None",
        "from __future__ import annotations\nisinstance(1, int | str)",
        "try: pass\nexcept* OSError: pass",
    ],
)
def test_what_is_newer_is_seen(source: str) -> None:
    assert newer_than_cloudshell(source)


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations\ndef f(x: int | None) -> str | None: ...",
        "merged = {'a': 1} | {'b': 2}",
        "if text := 'x'.removeprefix('x'): pass",
    ],
)
def test_what_that_python_has_may_be_used(source: str) -> None:
    assert newer_than_cloudshell(source) == []


def test_the_script_starts_on_that_python(tmp_path: Path) -> None:
    program = shutil.which("python3.9")
    # A shim of a version manager may be there without the version behind it.
    if program is None or subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("There is no Python 3.9 here; the test above reads the source instead.")
    done = subprocess.run(
        [program, "-I", str(SCRIPT), "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--ca" in done.stdout
