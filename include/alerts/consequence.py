"""What the failure of a task means for the numbers that readers see."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import yaml

CONSEQUENCES_FILE: Final = Path(__file__).with_name("consequences.yml")
_OF_THE_DAG: Final = "default"


def consequence(dag_id: str, task_id: str) -> str:
    """Return the sentence for the failure of a task; empty for a DAG that is not the pipeline's.

    :param dag_id: the DAG.
    :param task_id: the task; a model's begins with its group.
    """
    sentences = _sentences().get(dag_id, {})
    group = task_id.partition(".")[0]
    return " ".join(sentences.get(group, sentences.get(_OF_THE_DAG, "")).split())


@cache
def _sentences() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(CONSEQUENCES_FILE.read_text(encoding="utf-8"))
    return loaded
