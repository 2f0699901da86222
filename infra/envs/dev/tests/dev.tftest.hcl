mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_data "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::jram-gghouse" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::tokyobeta-bucket" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000001" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tokyobeta-x" }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/tokyobeta-boundary" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:ap-northeast-1:123456789012:log-group:x" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:ap-northeast-1:123456789012:tokyobeta-alerts" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:x-AbCdEf", id = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:x-AbCdEf" }
  }

  mock_resource "aws_rds_cluster" {
    defaults = {
      endpoint           = "tokyobeta.cluster-x.ap-northeast-1.rds.amazonaws.com"
      reader_endpoint    = "tokyobeta.cluster-ro-x.ap-northeast-1.rds.amazonaws.com"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:rds!cluster-x", kms_key_id = "x", secret_status = "active" }]
    }
  }

  mock_resource "aws_serverlessapplicationrepository_cloudformation_stack" {
    defaults = { outputs = { RotationLambdaARN = "arn:aws:lambda:ap-northeast-1:123456789012:function:tokyobeta-mysql-rotation" } }
  }

  mock_resource "aws_quicksight_vpc_connection" {
    defaults = { arn = "arn:aws:quicksight:ap-northeast-1:123456789012:vpcConnection/tokyobeta" }
  }

  mock_resource "aws_quicksight_data_source" {
    defaults = { arn = "arn:aws:quicksight:ap-northeast-1:123456789012:datasource/tokyobeta-gold" }
  }

  mock_resource "aws_quicksight_data_set" {
    defaults = { arn = "arn:aws:quicksight:ap-northeast-1:123456789012:dataset/tokyobeta-x" }
  }

  mock_resource "aws_quicksight_group" {
    defaults = { arn = "arn:aws:quicksight:ap-northeast-1:123456789012:group/default/x" }
  }

  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:ap-northeast-1:123456789012:alarm:x" }
  }

  mock_resource "aws_nat_gateway" {
    defaults = { id = "nat-1" }
  }
}

variables {
  account_id        = "123456789012"
  alert_emails      = ["first@example.com", "second@example.com"]
  repository        = "example/tokyobeta"
  state_kms_key_arn = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000003"
}

run "development_is_small_and_has_its_own_bucket" {
  command = plan

  assert {
    condition     = output.data_bucket == "tokyobeta-dev-data-123456789012" && output.pipeline_settings.environment == "dev"
    error_message = "development must never read the bucket with personal data"
  }

  assert {
    condition     = length(module.quicksight) == 0
    error_message = "data set ids are the same everywhere: none beside production"
  }

  assert {
    condition     = output.pipeline_settings.spice_enabled == "false" && length([for name in output.alarm_names : name if strcontains(name, "spice")]) == 0
    error_message = "without data sets nothing is refreshed, and no alarm waits for it"
  }

  assert {
    condition     = length(output.alarm_names) == 18
    error_message = "as many alarms as the cost page pays for"
  }
}

run "development_stands_beside_production_in_one_account" {
  command = plan

  variables {
    create_oidc_provider = false
    create_secrets_role  = false
  }

  assert {
    condition     = output.mwaa_environment == "tokyobeta-dev" && alltrue([for user in output.database_users.users : strcontains(user.secret, "dev")])
    error_message = "no name may be production's"
  }
}

run "a_bucket_of_synthetic_data_that_exists_is_used" {
  command = plan

  variables {
    create_data_bucket = false
    data_bucket_name   = "synthetic-nights"
  }

  assert {
    condition     = output.data_bucket == "synthetic-nights" && module.storage.data_bucket_arn == "arn:aws:s3:::jram-gghouse"
    error_message = "it is looked up (the mock answers with its one bucket), not made"
  }
}

run "a_bucket_that_is_not_made_needs_a_name" {
  command = plan

  variables {
    create_data_bucket = false
  }

  expect_failures = [var.data_bucket_name]
}

run "personal_data_is_refused" {
  command = plan

  variables {
    create_data_bucket = false
    data_bucket_name   = "jram-gghouse"
  }

  expect_failures = [var.data_bucket_name]
}

run "data_sets_of_its_own_are_refreshed_and_watched" {
  command = plan

  variables {
    quicksight_enabled    = true
    quicksight_owner_arns = ["arn:aws:quicksight:ap-northeast-1:123456789012:user/default/owner"]
  }

  assert {
    condition     = output.pipeline_settings.spice_enabled == "true" && length([for name in output.alarm_names : name if strcontains(name, "spice")]) == 16
    error_message = "data sets, refresh and alarms come together"
  }
}

run "quicksight_needs_an_owner" {
  command = plan

  variables {
    quicksight_enabled = true
  }

  expect_failures = [var.quicksight_owner_arns]
}
