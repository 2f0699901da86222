"""The pipeline's CloudWatch metrics: what the alarms in ``infra/modules/monitoring`` watch."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.literals import StandardUnitType
    from mypy_boto3_cloudwatch.type_defs import MetricDatumTypeDef

NAMESPACE = "TokyoBeta/Pipeline"
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
BATCH = 500


class MetricName(StrEnum):
    """Names of the metrics; the alarms use the same."""

    RUN_SUCCEEDED = "RunSucceeded"
    # 1 if the run of the day was not done at its deadline, else 0; measured by the watchdog.
    RUN_LATE = "RunLate"
    RUN_DURATION = "RunDurationSeconds"
    DUMP_AGE = "DumpAgeHours"
    DAYS_OLD = "DaysOld"
    QUALITY_RULES_FAILED = "QualityRulesFailed"
    SNAPSHOTS_REJECTED = "SnapshotsRejected"
    SPICE_ROWS = "SpiceRows"


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured value.

    :param name: which metric.
    :param value: the value, in ``unit``.
    :param unit: a CloudWatch unit.
    :param dimensions: further names, such as ``{"Table": "movings"}``.
    """

    name: MetricName
    value: float
    unit: StandardUnitType = "Count"
    dimensions: dict[str, str] = field(default_factory=dict)


def publish_metrics(
    cloudwatch: CloudWatchClient, environment: str, metrics: Iterable[Metric], moment: datetime
) -> int:
    """Send metrics to CloudWatch and return how many.

    :param cloudwatch: a CloudWatch client.
    :param environment: becomes the dimension ``Environment`` of each metric.
    :param metrics: what to send.
    :param moment: when it was measured, timezone-aware.
    :raises botocore.exceptions.ClientError: if CloudWatch refuses them.
    """
    data: list[MetricDatumTypeDef] = [
        {
            "MetricName": metric.name.value,
            "Value": metric.value,
            "Unit": metric.unit,
            "Timestamp": moment,
            "Dimensions": [
                {"Name": name, "Value": value}
                for name, value in {"Environment": environment, **metric.dimensions}.items()
            ],
        }
        for metric in metrics
    ]
    for start in range(0, len(data), BATCH):
        cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=data[start : start + BATCH])
    return len(data)
