# The pipeline on one page, in the order in which one asks: is it fresh, did it run, is it right, does the platform hold.

locals {
  pipeline_dimensions = ["Environment", local.environment]

  dashboard = {
    periodOverride = "inherit"
    start          = "-P14D"
    # CloudWatch refuses a widget without metrics: where there are no data sets, there is no widget of SPICE.
    widgets = [for widget in [
      {
        type       = "text", x = 0, y = 0, width = 24, height = 2
        properties = { markdown = "# Tokyo Beta ${local.environment}\nTimes of this page are UTC: the run of 07:00 Tokyo is at 22:00 the day before. What each figure means and what to do when it is red: the description of its alarm." }
      },
      {
        type = "alarm", x = 0, y = 2, width = 24, height = 4
        properties = {
          title  = "Alarms"
          alarms = [for a in aws_cloudwatch_metric_alarm.this : a.arn]
        }
      },
      {
        type = "metric", x = 0, y = 6, width = 8, height = 6
        properties = {
          title = "Late (1) or on time (0), and did the watchdog look", region = local.region, view = "bar", stat = "Maximum", period = local.day
          metrics = [
            concat([local.namespace, "RunLate"], local.pipeline_dimensions),
            concat([local.namespace, "WatchdogRan"], local.pipeline_dimensions),
          ]
        }
      },
      {
        type = "metric", x = 8, y = 6, width = 8, height = 6
        properties = {
          title = "Run and restore (s), size of the dump (bytes)", region = local.region, view = "timeSeries", stat = "Maximum", period = local.day
          metrics = [
            concat([local.namespace, "RunDurationSeconds"], local.pipeline_dimensions),
            concat([local.namespace, "RestoreSeconds"], local.pipeline_dimensions),
            concat([local.namespace, "DumpBytes"], local.pipeline_dimensions, [{ yAxis = "right" }]),
          ]
          annotations = { horizontal = [{ label = "agreed limit", value = var.thresholds.run_duration_seconds }] }
        }
      },
      {
        type = "metric", x = 16, y = 6, width = 8, height = 6
        properties = {
          title   = "Age of the data (days)", region = local.region, view = "timeSeries", stat = "Maximum", period = local.day
          metrics = [for table in sort(keys(var.watched_tables)) : concat([local.namespace, "DaysOld"], local.pipeline_dimensions, ["Table", table])]
        }
      },
      {
        type = "metric", x = 0, y = 12, width = 8, height = 6
        properties = {
          title = "Refused: quality rules and snapshots", region = local.region, view = "timeSeries", stat = "Maximum", period = local.day
          metrics = [
            concat([local.namespace, "QualityRulesFailed"], local.pipeline_dimensions),
            concat([local.namespace, "SnapshotsRejected"], local.pipeline_dimensions),
          ]
        }
      },
      {
        type = "metric", x = 8, y = 12, width = 8, height = 6
        properties = {
          title   = "Rows in SPICE", region = local.region, view = "timeSeries", stat = "Minimum", period = local.day
          metrics = [for id in sort(tolist(var.data_set_ids)) : concat([local.namespace, "SpiceRows"], local.pipeline_dimensions, ["DataSet", id])]
        }
      },
      {
        type = "metric", x = 16, y = 12, width = 8, height = 6
        properties = {
          title = "Airflow: heartbeat and queue", region = local.region, view = "timeSeries", stat = "Sum", period = 300
          metrics = [
            ["AmazonMWAA", "SchedulerHeartbeat", "Function", "Scheduler", "Environment", var.mwaa_environment_name],
            ["AmazonMWAA", "QueuedTasks", "Function", "Executor", "Environment", var.mwaa_environment_name],
          ]
        }
      },
      {
        type = "metric", x = 0, y = 18, width = 12, height = 6
        properties = {
          title       = "Aurora: CPU (%)", region = local.region, view = "timeSeries", stat = "Average", period = 300
          metrics     = [for i in var.aurora_instance_identifiers : ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", i]]
          annotations = { horizontal = [{ label = "limit", value = var.thresholds.cpu_percent }] }
        }
      },
      {
        type = "metric", x = 12, y = 18, width = 12, height = 6
        properties = {
          title   = "Aurora: free local storage (bytes) and CPU credits", region = local.region, view = "timeSeries", stat = "Minimum", period = 300
          metrics = concat([for i in var.aurora_instance_identifiers : [["AWS/RDS", "FreeLocalStorage", "DBInstanceIdentifier", i], ["AWS/RDS", "CPUCreditBalance", "DBInstanceIdentifier", i, { yAxis = "right" }]]]...)
        }
      },
    ] : widget if try(length(widget.properties.metrics), 1) > 0]
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name_prefix
  dashboard_body = jsonencode(local.dashboard)
}
