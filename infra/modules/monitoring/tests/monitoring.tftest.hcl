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

run "silence_is_a_failure_in_every_alarm" {
  command = plan

  assert {
    condition = alltrue([for a in merge(aws_cloudwatch_metric_alarm.this, { late = aws_cloudwatch_metric_alarm.run_late }) :
    a.treat_missing_data == "breaching" && a.actions_enabled && length(a.alarm_actions) == 1])
    error_message = "an alarm that stays quiet without data watches nothing"
  }

  assert {
    condition     = alltrue([for a in aws_cloudwatch_metric_alarm.this : length(a.alarm_description) > 40])
    error_message = "every alarm says what to do next"
  }
}

run "every_metric_of_the_pipeline_has_an_alarm" {
  command = plan

  assert {
    condition = toset(output.pipeline_metrics) == toset([
    "RunSucceeded", "RunDurationSeconds", "DumpAgeHours", "DaysOld", "QualityRulesFailed", "SnapshotsRejected", "SpiceRows"])
    error_message = "seven metrics, seven kinds of alarm"
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
    condition     = !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "SPICE") && strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "RunSucceeded")
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
      a.threshold == 80 && a.period == 300 && a.evaluation_periods == 2 && a.dimensions == tomap({ DBInstanceIdentifier = instance })
    ])])
    error_message = "CPU over 80 % for two times five minutes, on each instance: a mean hides a busy writer beside an idle reader"
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
    condition     = aws_cloudwatch_metric_alarm.this["run-missing-24h"].period * aws_cloudwatch_metric_alarm.this["run-missing-24h"].evaluation_periods == 86400
    error_message = "CloudWatch looks back one day at most"
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
