"""Going back is asked before it is done: what was chosen, by whom and why goes to the run that does it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag

from include.exceptions import ConfigurationError
from tokyobeta.operators.choose_day import ChooseDayOperator
from tokyobeta.roll_back import (
    NOTHING,
    chosen,
    question_params,
    require_complete,
    roll_back_params,
    run_conf,
)

ROOT = Path(__file__).resolve().parents[3]
ADMIN = {"id": "1", "name": "admin"}


def answer(option: str, reason: str | None, table: str = "all tables", user: Any = ADMIN) -> dict[str, Any]:
    return {
        "chosen_options": [option],
        "params_input": {"why": reason, "table": table},
        "responded_by_user": user,
    }


def test_no_answer_changes_nothing_and_the_log_says_that_nobody_answered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert chosen(answer(NOTHING, "", user=None)) is False
    assert "Nobody answered within 60 minutes, so nothing is changed" in caplog.text
    assert "Next: " in caplog.text


def test_who_chose_to_change_nothing_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert chosen(answer(NOTHING, "")) is False
    assert "Nothing is changed, by admin" in caplog.text
    assert "Nobody answered" not in caplog.text


def test_an_open_question_holds_back_the_next_roll_back_for_an_hour_at_most() -> None:
    file = ROOT / "dags" / "tokyobeta_roll_back.py"
    dag = DagBag(dag_folder=str(file), bundle_path=ROOT / "dags").dags["tokyobeta_roll_back"]
    question = dag.get_task("choose_day")
    assert isinstance(question, ChooseDayOperator)
    assert dag.max_active_runs == 1
    assert question.response_timeout is not None
    assert question.response_timeout <= timedelta(hours=1)
    assert question.defaults == [NOTHING]


def test_the_question_takes_what_the_trigger_form_sends_for_fields_left_empty() -> None:
    """Airflow lays the parameters of the run over those of the task."""
    sent = {name: param.value for name, param in roll_back_params().items()}
    for name, param in question_params().items():
        param.resolve(sent.get(name, param.value))


def test_what_is_built_and_recorded_is_of_the_day_that_readers_see_since_the_roll_back() -> None:
    """One table alone goes back to another day than the published one, of which everything else still is."""
    file = ROOT / "dags" / "tokyobeta_roll_back.py"
    tasks = DagBag(dag_folder=str(file), bundle_path=ROOT / "dags").dags["tokyobeta_roll_back"].task_dict
    seen = "{{ ti.xcom_pull(task_ids='roll_back')['dump_date'] }}"
    models = [task for name, task in tasks.items() if name.endswith("_model_build")]
    assert len(models) > 60
    assert {task.vars["as_of_date"] for task in [*models, tasks["seed_code_lists"]]} == {seen}
    assert {tasks[name].dump_date for name in ("gold_done", "record_run")} == {seen}
    assert tasks["roll_back"].dump_date != seen


def test_nobody_goes_back_without_a_reason() -> None:
    for missing in (None, " "):
        with pytest.raises(ConfigurationError, match="admin chose to go back and gave no reason"):
            chosen(answer("Go back to 2026-02-09", missing))


def test_what_was_chosen_by_whom_and_why_goes_to_the_run_that_does_it() -> None:
    given = answer("Go back to 2026-02-09", "家賃 are wrong", "movings")
    assert chosen(given)
    conf = json.loads(run_conf(given))
    assert conf == {
        "dry_run": False,
        "dump_date": "2026-02-09",
        "table": "movings",
        "reason": "家賃 are wrong",
        "decided_by": "admin",
    }
    form = roll_back_params()
    for name in form:
        assert form[name].resolve(conf[name]) == conf[name]


@pytest.mark.parametrize(
    ("params", "missing"),
    [
        ({"dump_date": None, "reason": None}, "no day and no reason"),
        ({"dump_date": "2026-02-09", "reason": " "}, "no reason"),
        ({"dump_date": None, "reason": "rents"}, "no day"),
    ],
)
def test_at_once_needs_day_and_reason_before_anything_runs(params: dict[str, Any], missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        require_complete({**params, "dry_run": False})
    require_complete({**params, "dry_run": True})


def test_an_answer_is_checked_against_the_copies_that_there_were() -> None:
    task = ChooseDayOperator(task_id="choose_day", subject="?", days='["2026-02-09"]', asks="True")
    at = datetime(2026, 2, 10, tzinfo=UTC)
    event = {**answer("Go back to 2026-02-09", "rents"), "responded_at": at, "params_input": {}}
    assert task.execute_complete({}, event)["chosen_options"] == ["Go back to 2026-02-09"]
    with pytest.raises(ValueError, match="2026-02-08"):
        task.execute_complete({}, {**event, "chosen_options": ["Go back to 2026-02-08"]})
