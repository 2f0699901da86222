mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:ap-northeast-1:123456789012:tokyobeta-prod-alerts" }
  }

  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:ap-northeast-1:123456789012:alarm:x" }
  }
}

variables {
  name_prefix                 = "tokyobeta-prod"
  kms_key_arn                 = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000001"
  alert_emails                = ["first@example.com", "second@example.com"]
  mwaa_environment_name       = "tokyobeta-prod"
  aurora_instance_identifiers = ["tokyobeta-prod-1", "tokyobeta-prod-2"]
  data_set_ids                = ["tokyobeta-daily-activity-summary", "tokyobeta-new-contracts", "tokyobeta-moveouts", "tokyobeta-moveout-notices"]
}

run "every_alarm_reaches_the_topic_and_says_what_to_do" {
  command = plan

  assert {
    condition     = alltrue([for a in aws_cloudwatch_metric_alarm.this : a.actions_enabled && a.alarm_actions == toset([aws_sns_topic.alerts.arn])])
    error_message = "an alarm that tells nobody"
  }

  assert {
    condition     = alltrue([for a in aws_cloudwatch_metric_alarm.this : length(a.alarm_description) > 40])
    error_message = "every alarm says what to do next"
  }

  assert {
    condition     = length(aws_cloudwatch_composite_alarm.health.ok_actions) == 1 && try(length(aws_cloudwatch_composite_alarm.health.alarm_actions), 0) == 0
    error_message = "the composite repeats no alarm; it says once that all is well again"
  }
}

run "silence_is_watched_where_it_means_a_fault" {
  command = plan

  assert {
    condition = toset([for name, a in aws_cloudwatch_metric_alarm.this : name if try(length(a.insufficient_data_actions), 0) > 0]) == toset(["watchdog-silent", "airflow-heartbeat"]) && alltrue([
    for name in ["watchdog-silent", "airflow-heartbeat"] : aws_cloudwatch_metric_alarm.this[name].treat_missing_data == "missing" && strcontains(aws_cloudwatch_composite_alarm.health.alarm_rule, "INSUFFICIENT_DATA(\"tokyobeta-prod-${name}\")")])
    error_message = "no watchdog and no scheduler must be noticed, and a new environment has neither yet"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["airflow-heartbeat"].period * aws_cloudwatch_metric_alarm.this["airflow-heartbeat"].evaluation_periods == 3600
    error_message = "a deployment restarts the schedulers for up to half an hour"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["watchdog-silent"].period * aws_cloudwatch_metric_alarm.this["watchdog-silent"].evaluation_periods > 86400 && aws_cloudwatch_metric_alarm.this["watchdog-silent"].period >= 3600
    error_message = "two daily points are never exactly a day apart; over a day the period must be an hour or more"
  }
}

run "what_is_published_once_a_day_keeps_its_state_between_the_points" {
  command = plan

  assert {
    condition     = alltrue([for name, a in aws_cloudwatch_metric_alarm.this : a.treat_missing_data == "ignore" && a.evaluation_periods == 1 && a.period == 900 if a.namespace == "TokyoBeta/Pipeline" && name != "watchdog-silent"])
    error_message = "any other treatment of the hours without a point rings or ends by itself"
  }
}

run "every_metric_of_the_pipeline_has_an_alarm" {
  command = plan

  assert {
    condition = toset(output.pipeline_metrics) == toset([
    "RunLate", "WatchdogRan", "RunDurationSeconds", "RestoreSeconds", "DumpBytes", "DaysOld", "QualityRulesFailed", "SnapshotsRejected", "SpiceRows"])
    error_message = "nine metrics, nine kinds of alarm"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["days-old-tenants"].dimensions == tomap({ Environment = "prod", Table = "tenants" })
    error_message = "an alarm on other dimensions than the published ones never sees data"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["spice-empty-moveouts"].dimensions["DataSet"] == "tokyobeta-moveouts"
    error_message = "one alarm for each data set"
  }
}

run "without_data_sets_nothing_waits_for_spice" {
  command = plan

  variables {
    data_set_ids = []
  }

  assert {
    condition     = length([for name in keys(aws_cloudwatch_metric_alarm.this) : name if startswith(name, "spice-")]) == 0
    error_message = "an alarm on a metric that is never published is red for ever"
  }

  assert {
    condition     = alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : try(length(widget.properties.metrics) > 0, true)])
    error_message = "CloudWatch refuses a widget without metrics"
  }

  assert {
    condition     = !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "SPICE") && strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "RunLate")
    error_message = "the other widgets stay"
  }
}

run "the_agreed_limits_hold" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["run-duration"].threshold == 900 && aws_cloudwatch_metric_alarm.this["days-old-movings"].threshold == 2
    error_message = "15 minutes and 2 days"
  }

  assert {
    condition = alltrue([for instance in var.aurora_instance_identifiers : alltrue([for a in [aws_cloudwatch_metric_alarm.this["aurora-cpu-${instance}"]] :
      a.threshold == 80 && a.period == 300 && a.evaluation_periods == 4 && a.dimensions == tomap({ DBInstanceIdentifier = instance })
    ])])
    error_message = "CPU over 80 % for longer than the fifteen minutes of a run, on each instance: a mean hides a busy writer beside an idle reader"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["days-old-apartments"].threshold == 30 && aws_cloudwatch_metric_alarm.this["days-old-published-dump"].dimensions["Table"] == "published dump"
    error_message = "each source has its own limit, under the name that the pipeline publishes"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["aurora-local-storage-tokyobeta-prod-2"].threshold == 10737418240
    error_message = "10 GB of local storage on each instance"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["restore-duration"].threshold == 0.6 * 3600 && aws_cloudwatch_metric_alarm.this["dump-size"].threshold == 0.6 * 20000000000
    error_message = "growth is noticed at 60 % of a limit"
  }
}

run "two_people_are_told_over_an_encrypted_topic" {
  command = plan

  assert {
    condition     = length(aws_sns_topic_subscription.email) == 2 && aws_sns_topic.alerts.kms_master_key_id == var.kms_key_arn
    error_message = "two subscribers, encrypted with the project's key"
  }
}

run "the_budget_counts_this_environment" {
  command = plan

  assert {
    condition     = one(aws_budgets_budget.month[0].cost_filter).name == "TagKeyValue" && one(one(aws_budgets_budget.month[0].cost_filter).values) == join("", ["user:Environment", "$", "prod"])
    error_message = "the filter is user:<tag>$<value>; anything else counts nothing and never warns"
  }
}

run "a_limit_of_no_days_is_refused" {
  command = plan

  variables {
    watched_tables = { movings = 0 }
  }

  expect_failures = [var.watched_tables]
}

run "one_person_is_not_enough" {
  command = plan

  variables {
    alert_emails = ["first@example.com", "first@example.com"]
  }

  expect_failures = [var.alert_emails]
}
