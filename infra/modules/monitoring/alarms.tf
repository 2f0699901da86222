# The alarms, as a table. "Pipeline" metrics are those of include/alerts/metrics.py; a test compares the names.

locals {
  day  = 86400
  hour = 3600

  # Published once per run: the newest day decides.
  pipeline_alarms = merge(
    {
      "run-missing-24h" = {
        metric     = "RunSucceeded", statistic = "Sum", dimensions = {}
        comparison = "LessThanThreshold", threshold = 1, period = local.hour, periods = 24
        text       = "No run has succeeded in the last 24 hours. Open tokyobeta_daily in Airflow; its page says what to do for each task."
      }
      "run-duration" = {
        metric     = "RunDurationSeconds", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = var.thresholds.run_duration_seconds, period = local.day, periods = 1
        text       = "The run took longer than agreed. Compare the task durations with yesterday's in Airflow's Gantt view."
      }
      "dump-age" = {
        metric     = "DumpAgeHours", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = var.thresholds.dump_age_hours, period = local.day, periods = 1
        text       = "The newest dump is too old. Ask the owner of the 05:30 dump job on the dump host."
      }
      "quality-rules-failed" = {
        metric     = "QualityRulesFailed", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = 0, period = local.day, periods = 1
        text       = "A data quality rule failed; the old data stays published. The log of check_staging lists every rule."
      }
      "snapshots-rejected" = {
        metric     = "SnapshotsRejected", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = 0, period = local.day, periods = 1
        text       = "A tenant snapshot file was refused. The log of load_snapshots names file, line and reason."
      }
    },
    { for table, days in var.watched_tables : "days-old-${replace(table, " ", "-")}" => {
      metric     = "DaysOld", statistic = "Maximum", dimensions = { Table = table }
      comparison = "GreaterThanThreshold", threshold = days, period = local.day, periods = 1
      text       = "The newest of ${table} is over ${days} days old, whatever the dump is called (18 Feb 2026). The watchdog's page in Airflow says what to do."
    } },
    { for id in var.data_set_ids : "spice-empty-${trimprefix(id, "tokyobeta-")}" => {
      metric     = "SpiceRows", statistic = "Minimum", dimensions = { DataSet = id }
      comparison = "LessThanThreshold", threshold = 1, period = local.day, periods = 1
      text       = "The SPICE data set ${id} was not refreshed or has no rows. The log of refresh_spice has QuickSight's own error."
    } },
  )

  platform_alarms = merge(
    {
      "airflow-heartbeat" = {
        namespace  = "AmazonMWAA", metric = "SchedulerHeartbeat", statistic = "Sum"
        dimensions = { Function = "Scheduler", Environment = var.mwaa_environment_name }
        comparison = "LessThanThreshold", threshold = 1, period = 300, periods = 3
        text       = "Airflow's scheduler is silent: nothing will run. Look at the environment's status in the MWAA console."
      }
      "airflow-queue" = {
        namespace  = "AmazonMWAA", metric = "QueuedTasks", statistic = "Maximum"
        dimensions = { Function = "Executor", Environment = var.mwaa_environment_name }
        comparison = "GreaterThanThreshold", threshold = var.thresholds.queued_tasks, period = 300, periods = 3
        text       = "Tasks are queued and nobody takes them: workers are missing or full."
      }
    },
    # Of each instance: the mean of the cluster hides a busy writer beside an idle reader.
    { for instance in var.aurora_instance_identifiers : "aurora-cpu-${instance}" => {
      namespace  = "AWS/RDS", metric = "CPUUtilization", statistic = "Average"
      dimensions = { DBInstanceIdentifier = instance }
      comparison = "GreaterThanThreshold", threshold = var.thresholds.cpu_percent, period = 300, periods = 2
      text       = "The CPU of ${instance} is over the limit. Database Insights shows the statements; a larger instance_class is one variable."
    } },
    { for instance in var.aurora_instance_identifiers : "aurora-local-storage-${instance}" => {
      namespace  = "AWS/RDS", metric = "FreeLocalStorage", statistic = "Minimum"
      dimensions = { DBInstanceIdentifier = instance }
      comparison = "LessThanThreshold", threshold = var.thresholds.local_storage_bytes, period = 300, periods = 2
      text       = "Local storage of ${instance} runs out: temporary tables and index builds will fail."
    } },
  )

  alarms = merge(
    { for name, a in local.pipeline_alarms : name => merge(a, {
      namespace  = local.namespace
      dimensions = merge({ Environment = local.environment }, a.dimensions)
    }) },
    local.platform_alarms,
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name_prefix}-${each.key}"
  alarm_description   = each.value.text
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  treat_missing_data  = "breaching"
  actions_enabled     = var.alarms_enabled
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]
}

# The dead man's alarm of the morning: at 08:00 in Tokyo (23:00 UTC) the hour before must hold a success. The alarm over
# 24 hours above would stay silent on a day after a late run; this one looks at that one hour only. In every other hour
# the expression is 1, so it goes back to OK at 09:00 while the other keeps burning.
resource "aws_cloudwatch_metric_alarm" "run_late" {
  alarm_name          = "${var.name_prefix}-run-missing-0800"
  alarm_description   = "No run had succeeded by 08:00 in Tokyo: the dashboards still show yesterday. Open tokyobeta_daily in Airflow."
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "breaching"
  actions_enabled     = var.alarms_enabled
  alarm_actions       = [aws_sns_topic.alerts.arn]

  metric_query {
    id          = "late"
    label       = "Success between 07:00 and 08:00 in Tokyo"
    expression  = "IF(HOUR(successes) == 22, successes, 1)"
    return_data = true
  }

  metric_query {
    id         = "successes"
    expression = "FILL(raw, 0)"
    label      = "Successful runs, none counted as 0"
  }

  metric_query {
    id = "raw"

    metric {
      namespace   = local.namespace
      metric_name = "RunSucceeded"
      dimensions  = { Environment = local.environment }
      stat        = "Sum"
      period      = local.hour
    }
  }
}

# One look instead of twenty: red if anything is red. It sends nothing, the alarms have done so already.
resource "aws_cloudwatch_composite_alarm" "health" {
  alarm_name        = "${var.name_prefix}-health"
  alarm_description = "Red when any alarm of ${var.name_prefix} is red."
  actions_enabled   = false
  alarm_rule = join(" OR ", [
    for name in sort(concat([for a in aws_cloudwatch_metric_alarm.this : a.alarm_name], [aws_cloudwatch_metric_alarm.run_late.alarm_name])) : "ALARM(\"${name}\")"
  ])
}
