# The alarms, as a table. "Pipeline" metrics are those of include/alerts/metrics.py; a test compares the names.
#
# CloudWatch evaluates every minute, over windows that slide, and fetches more points than it needs: nothing here may
# depend on calendar days (docs/adr/0024). Each alarm is of one of three kinds:
#
#   state     published when it is decided: late or not, so many days old, so many rows. One point of 15 minutes; no
#             point keeps the state, so it is red from the first bad value until the next good one, and rings once.
#   silence   published regularly by something that must be alive. No point in the whole range: INSUFFICIENT_DATA, which
#             notifies. A new environment begins in that state, so it does not ring.
#   level     measured every minute by AWS. No point is no fault: the silence of a service has its own alarm.

locals {
  minute = 60
  hour   = 3600
  day    = 86400

  kinds = {
    state   = { missing = "ignore", period = 15 * local.minute }
    silence = { missing = "missing", period = 5 * local.minute }
    level   = { missing = "notBreaching", period = 5 * local.minute }
  }

  # include/freshness/lateness.py decides what is late; the watchdog publishes it at 08:00 Tokyo, each run at its end.
  state_alarms = merge(
    {
      "run-late" = {
        metric     = "RunLate", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = 0
        text       = "No run had succeeded by 08:00 in Tokyo: the dashboards still show the day before. Open tokyobeta_daily in Airflow; its page says what to do for each task. Ends when a run of the day succeeds."
      }
      "run-duration" = {
        metric     = "RunDurationSeconds", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = var.thresholds.run_duration_seconds
        text       = "The run took longer than agreed. Compare the task durations with yesterday's in Airflow's Gantt view."
      }
      "restore-duration" = {
        metric     = "RestoreSeconds", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = var.thresholds.restore_seconds
        text       = "The restore took over 60 % of the hour that its task may take. docs/adr/0025 has the next step for a growing dump."
      }
      "dump-size" = {
        metric     = "DumpBytes", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = var.thresholds.dump_bytes
        text       = "The dump is over 60 % of the size for which one machine is enough. docs/adr/0025 has the next step."
      }
      "quality-rules-failed" = {
        metric     = "QualityRulesFailed", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = 0
        text       = "A data quality rule failed; the old data stays published. The log of check_staging lists every rule."
      }
      "snapshots-rejected" = {
        metric     = "SnapshotsRejected", statistic = "Maximum", dimensions = {}
        comparison = "GreaterThanThreshold", threshold = 0
        text       = "A tenant snapshot file was refused. The log of load_snapshots names file, line and reason."
      }
    },
    { for table, days in var.watched_tables : "days-old-${replace(table, " ", "-")}" => {
      metric     = "DaysOld", statistic = "Maximum", dimensions = { Table = table }
      comparison = "GreaterThanThreshold", threshold = days
      text       = "The newest of ${table} is over ${days} days old, whatever the dump is called (18 Feb 2026). The watchdog's page in Airflow says what to do."
    } },
    { for id in var.data_set_ids : "spice-empty-${trimprefix(id, "tokyobeta-")}" => {
      metric     = "SpiceRows", statistic = "Minimum", dimensions = { DataSet = id }
      comparison = "LessThanThreshold", threshold = 1
      text       = "The SPICE data set ${id} has no rows after its refresh. The log of refresh_spice has QuickSight's own answer."
    } },
  )

  silence_alarms = {
    "watchdog-silent" = {
      namespace  = local.namespace, metric = "WatchdogRan", statistic = "Sum"
      dimensions = { Environment = local.environment }
      # Once a day, and two hours more for a run of it that starts late. Over a day CloudWatch evaluates once an hour.
      period = local.hour, periods = 26
      text   = "tokyobeta_freshness_watchdog has not run for over a day: nobody would notice a late run. Is the DAG paused? Is its task red? Look at it in Airflow."
    }
    "airflow-heartbeat" = {
      namespace  = "AmazonMWAA", metric = "SchedulerHeartbeat", statistic = "Sum"
      dimensions = { Function = "Scheduler", Environment = var.mwaa_environment_name }
      # A deployment or maintenance restarts the schedulers, which takes 20 to 30 minutes.
      period = 5 * local.minute, periods = 12
      text   = "Airflow's scheduler has been silent for an hour, longer than a deployment takes: nothing will run. Look at the environment's status in the MWAA console."
    }
  }

  level_alarms = merge(
    {
      "airflow-queue" = {
        namespace  = "AmazonMWAA", metric = "QueuedTasks", statistic = "Maximum"
        dimensions = { Function = "Executor", Environment = var.mwaa_environment_name }
        comparison = "GreaterThanThreshold", threshold = var.thresholds.queued_tasks, periods = 3
        text       = "Tasks are queued and nobody takes them: workers are missing or full."
      }
    },
    # Of each instance: the mean of the cluster hides a busy writer beside an idle reader.
    { for instance in var.aurora_instance_identifiers : "aurora-cpu-${instance}" => {
      namespace  = "AWS/RDS", metric = "CPUUtilization", statistic = "Average"
      dimensions = { DBInstanceIdentifier = instance }
      # Twenty minutes: a run may use the whole CPU for the fifteen that were agreed for it.
      comparison = "GreaterThanThreshold", threshold = var.thresholds.cpu_percent, periods = 4
      text       = "The CPU of ${instance} has been over the limit for longer than a run takes. The slow query log in CloudWatch has the statements (a T class has no performance_schema); a larger instance_class is one variable."
    } },
    { for instance in var.aurora_instance_identifiers : "aurora-local-storage-${instance}" => {
      namespace  = "AWS/RDS", metric = "FreeLocalStorage", statistic = "Minimum"
      dimensions = { DBInstanceIdentifier = instance }
      comparison = "LessThanThreshold", threshold = var.thresholds.local_storage_bytes, periods = 2
      text       = "Local storage of ${instance} runs out: temporary tables and index builds will fail."
    } },
  )

  alarms = merge(
    { for name, a in local.state_alarms : name => merge(a, local.kinds.state, {
      kind       = "state"
      namespace  = local.namespace
      dimensions = merge({ Environment = local.environment }, a.dimensions)
      periods    = 1
    }) },
    { for name, a in local.silence_alarms : name => merge(local.kinds.silence, a, {
      kind       = "silence"
      comparison = "LessThanThreshold"
      threshold  = 1
    }) },
    { for name, a in local.level_alarms : name => merge(local.kinds.level, a, { kind = "level" }) },
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
  treat_missing_data  = each.value.missing
  actions_enabled     = var.alarms_enabled
  alarm_actions       = [aws_sns_topic.alerts.arn]
  # No message for each OK: on the first morning of an environment every alarm turns OK. The composite sends one.
  insufficient_data_actions = each.value.kind == "silence" ? [aws_sns_topic.alerts.arn] : []
}

# One look instead of twenty: red if anything is red. What is wrong was sent by the alarm itself; that all is well again
# is sent once, from here.
resource "aws_cloudwatch_composite_alarm" "health" {
  alarm_name        = "${var.name_prefix}-health"
  alarm_description = "Red when any alarm of ${var.name_prefix} is red, or silent where silence is the fault."
  actions_enabled   = var.alarms_enabled
  ok_actions        = [aws_sns_topic.alerts.arn]
  alarm_rule = join(" OR ", concat(
    [for a in aws_cloudwatch_metric_alarm.this : "ALARM(\"${a.alarm_name}\")"],
    [for name in sort(keys(local.silence_alarms)) : "INSUFFICIENT_DATA(\"${aws_cloudwatch_metric_alarm.this[name].alarm_name}\")"],
  ))
}
