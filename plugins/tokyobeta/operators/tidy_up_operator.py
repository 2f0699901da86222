"""What the operators that tidy up share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowFailException

from include.exceptions import ConfigurationError
from tokyobeta.daily_run import require_no_decision, require_no_run
from tokyobeta.hooks.warehouse import WarehouseHook
from tokyobeta.operators.warehouse_operator import WarehouseOperator
from tokyobeta.tidy_up import require_consistent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Context

    from include.staging.tidy_up.tidy_up import TidyUp


class TidyUpOperator(WarehouseOperator):
    """Base of the operators that show or erase what a dead run left behind.

    :param building_dag_ids: the DAGs that restore, publish and build; none of their runs may be in progress.
    :param decision_dag_id: the DAG that asks people about a dump whose rules failed.
    """

    def __init__(self, *, building_dag_ids: Sequence[str], decision_dag_id: str, **kwargs: Any) -> None:
        super().__init__(dump_date="", **kwargs)  # it is about no day
        self.building_dag_ids = building_dag_ids
        self.decision_dag_id = decision_dag_id

    def begin(self, context: Context) -> TidyUp:
        """Return the work, after everything that speaks against it.

        :param context: of the task.
        :raises AirflowFailException: if the form contradicts itself: another try would change nothing.
        :raises PublishError: if a run of one of the DAGs is in progress, or a person is being asked about the
            dump that shall be erased.
        """
        from include.staging.tidy_up.tidy_up import TidyUp

        params, ti = context["params"], context["ti"]
        try:
            require_consistent(params)
        except ConfigurationError as error:
            raise AirflowFailException(str(error)) from error
        for dag_id in self.building_dag_ids:
            require_no_run(ti, dag_id)
        if params["waiting_dump"]:
            require_no_decision(ti, self.decision_dag_id)
        dbt_target = WarehouseHook(self.settings.dbt_conn_id).target()
        return TidyUp(self.target(), dbt_target, self.ledger(), self.settings)
