mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tokyobeta-prod-quicksight-vpc" }
  }

  mock_resource "aws_quicksight_vpc_connection" {
    defaults = { arn = "arn:aws:quicksight:ap-northeast-1:123456789012:vpcConnection/tokyobeta-prod" }
  }

  mock_resource "aws_quicksight_data_source" {
    defaults = { arn = "arn:aws:quicksight:ap-northeast-1:123456789012:datasource/tokyobeta-prod-gold" }
  }

  mock_resource "aws_quicksight_data_set" {
    defaults = { arn = "arn:aws:quicksight:ap-northeast-1:123456789012:dataset/tokyobeta-x" }
  }

  mock_resource "aws_quicksight_group" {
    defaults = { arn = "arn:aws:quicksight:ap-northeast-1:123456789012:group/default/x" }
  }
}

variables {
  name_prefix         = "tokyobeta-prod"
  assets_dir          = "../../../include/quicksight/assets"
  models_dir          = "../../../dbt/models/gold/bi"
  subnet_ids          = ["subnet-1", "subnet-2"]
  security_group_id   = "sg-1"
  database_host       = "tokyobeta-prod.cluster-ro-x.ap-northeast-1.rds.amazonaws.com"
  reader_secret_arn   = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:tokyobeta-prod/quicksight/reader-AbCdEf"
  secrets_kms_key_arn = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000002"
  owner_arns          = ["arn:aws:quicksight:ap-northeast-1:123456789012:user/default/owner"]
}

run "the_data_sets_follow_gold_into_spice" {
  command = plan

  assert {
    condition = output.data_set_ids == tolist([
      "tokyobeta-application-funnel", "tokyobeta-coverage", "tokyobeta-daily-activity-summary", "tokyobeta-definitions", "tokyobeta-exclusions", "tokyobeta-external-figures", "tokyobeta-monthly-figures", "tokyobeta-months",
    "tokyobeta-moveout-notices", "tokyobeta-moveouts", "tokyobeta-new-contracts", "tokyobeta-occupancy", "tokyobeta-rent-roll", "tokyobeta-review", "tokyobeta-rooms", "tokyobeta-tenants-to-rooms"])
    error_message = "the ids that the pipeline refreshes"
  }

  assert {
    condition     = alltrue([for d in aws_quicksight_data_set.gold : d.import_mode == "SPICE"])
    error_message = "dashboards must open in under five seconds: SPICE"
  }

  assert {
    condition     = alltrue([for d in local.data_sets : can(regex("^SELECT (`[a-z0-9_]+`(, )?)+ FROM gold\\.[a-z_]+$", d.sql))])
    error_message = "a data set is a list of columns of one table and computes nothing"
  }
}

run "the_connection_is_private_and_encrypted" {
  command = plan

  assert {
    condition     = aws_quicksight_data_source.gold.ssl_properties[0].disable_ssl == false
    error_message = "TLS must stay on"
  }

  assert {
    condition     = aws_quicksight_data_source.gold.vpc_connection_properties[0].vpc_connection_arn == aws_quicksight_vpc_connection.this.arn
    error_message = "the database has no public address"
  }

  assert {
    condition     = aws_quicksight_data_source.gold.credentials[0].secret_arn == var.reader_secret_arn && length(aws_quicksight_data_source.gold.credentials[0].credential_pair) == 0
    error_message = "the password is read from the secret, never stored"
  }
}

run "a_missed_refresh_is_caught_up" {
  command = plan

  assert {
    condition = length(aws_quicksight_refresh_schedule.fallback) == 16 && alltrue([for s in aws_quicksight_refresh_schedule.fallback :
    s.schedule[0].refresh_type == "FULL_REFRESH" && s.schedule[0].schedule_frequency[0].timezone == "Asia/Tokyo"])
    error_message = "every data set has a fallback refresh in Tokyo time"
  }
}

run "four_dashboards_for_four_organisations" {
  command = plan

  assert {
    condition     = output.dashboard_ids == tolist(["tokyobeta-definitions", "tokyobeta-executive-summary", "tokyobeta-moveout-analysis", "tokyobeta-new-contracts", "tokyobeta-occupancy-kpi", "tokyobeta-review", "tokyobeta-tokyo-map"])
    error_message = "definitions, executive summary, move-out analysis, new contracts, occupancy, map"
  }

  assert {
    condition     = toset(keys(aws_quicksight_group.organisation)) == toset(["Warburg_PE", "JRAM_SPC", "Tosei_AM", "GGhouse_PM"])
    error_message = "one group for each organisation"
  }

  assert {
    condition     = output.view_only_groups == tolist(["JRAM_SPC", "Tosei_AM", "Warburg_PE"])
    error_message = "only GGhouse exports"
  }

  assert {
    condition     = alltrue([for t in local.dashboard_templates : !strcontains(t, "$${")])
    error_message = "account and region must be filled in"
  }
}

run "view_only_closes_every_way_out" {
  command = plan

  assert {
    condition = jsondecode(aws_cloudformation_stack.view_only.template_body).Resources.Profile.Properties.Capabilities == {
      CreateAndUpdateDashboardEmailReports  = "DENY"
      CreateAndUpdateThresholdAlerts        = "DENY"
      ExportToCsv                           = "DENY"
      ExportToCsvInScheduledReports         = "DENY"
      ExportToExcel                         = "DENY"
      ExportToExcelInScheduledReports       = "DENY"
      ExportToPdf                           = "DENY"
      ExportToPdfInScheduledReports         = "DENY"
      IncludeContentInScheduledReportsEmail = "DENY"
      PrintReports                          = "DENY"
      ShareAnalyses                         = "DENY"
      ShareDashboards                       = "DENY"
      ShareDataSources                      = "DENY"
      ShareDatasets                         = "DENY"
      SubscribeDashboardEmailReports        = "DENY"
    }
    error_message = "files, print-outs, mail and sharing"
  }
}

run "row_level_security_is_ready_and_off" {
  command = plan

  assert {
    condition     = length(aws_quicksight_data_set.row_permissions) == 0 && alltrue([for d in aws_quicksight_data_set.gold : length(d.row_level_permission_data_set) == 0])
    error_message = "today everybody sees everything"
  }
}

run "row_level_security_can_be_switched_on" {
  command = plan

  variables {
    row_level_security = true
  }

  assert {
    condition = alltrue([for name, d in aws_quicksight_data_set.gold :
    d.row_level_permission_data_set[*].permission_policy == (contains(["coverage", "definitions", "occupancy", "tenants_to_rooms"], name) ? [] : ["GRANT_ACCESS"])])
    error_message = "every data set with a tenant type is filtered: who is not listed sees nothing"
  }

  assert {
    condition     = alltrue([for group in keys(local.groups) : strcontains(local.row_permissions_sql, "'${group}'")])
    error_message = "every organisation needs a line, or it sees nothing"
  }

  assert {
    condition     = length(aws_quicksight_refresh_schedule.fallback) == 17 && aws_quicksight_refresh_schedule.fallback["row_permissions"].data_set_id == "tokyobeta-row-permissions"
    error_message = "the list of permissions is in SPICE too: without a refresh a change of it would never arrive"
  }
}

run "the_secrets_role_is_made_once_and_extended_by_each_environment" {
  command = plan

  variables {
    create_secrets_role = false
  }

  assert {
    condition     = length(aws_iam_role.secrets) == 0 && aws_iam_role_policy.secrets.role == "aws-quicksight-secretsmanager-role-v0" && aws_iam_role_policy.secrets.name == "tokyobeta-prod-reader"
    error_message = "a role that exists must still be able to read this environment's secret"
  }
}

run "an_unknown_group_is_refused" {
  command = plan

  variables {
    group_members = { Everybody = ["a"] }
  }

  expect_failures = [var.group_members]
}
