"""The differences as a page in Markdown, for the summary of a workflow."""

from __future__ import annotations

from collections.abc import Iterable

from dev.model_differences.table_difference import TableDifference

_HEAD = """\
| Model | Rows before | Rows now | Gone | New | Columns |
|---|---:|---:|---:|---:|---|
"""


def report(differences: Iterable[TableDifference], base: str) -> str:
    """Return the page: what differs in a table, and how many models are the same.

    :param differences: one for each model.
    :param base: what is compared with, such as a branch.
    """
    models = list(differences)
    different = [model for model in models if model.is_different]
    title = f"## Models against {base}\n\nOne synthetic day, built twice on the same server.\n\n"
    same = f"{len(models) - len(different)} of {len(models)} models are the same, row by row.\n"
    if not different:
        return title + same
    return title + _HEAD + "".join(map(_line, different)) + "\n" + same


def _line(model: TableDifference) -> str:
    columns = [f"+{name}" for name in model.added]
    columns += [f"-{name}" for name in model.removed]
    columns += [f"~{name}" for name in model.changed]
    before, after = (("none" if rows is None else f"{rows:,}") for rows in (model.before, model.after))
    gone, new = f"{model.only_before:,}", f"{model.only_after:,}"
    return f"| {model.name} | {before} | {after} | {gone} | {new} | {', '.join(columns) or 'same'} |\n"
