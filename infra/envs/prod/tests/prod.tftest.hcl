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
  account_id            = "123456789012"
  alert_emails          = ["first@example.com", "second@example.com"]
  repository            = "example/tokyobeta"
  state_kms_key_arn     = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000003"
  quicksight_owner_arns = ["arn:aws:quicksight:ap-northeast-1:123456789012:user/default/owner"]
}

run "production_is_whole" {
  command = plan

  assert {
    condition     = output.mwaa_environment == "tokyobeta-prod" && length(module.quicksight) == 1
    error_message = "Airflow and QuickSight stand"
  }

  assert {
    condition     = output.pipeline_settings.bucket == "jram-gghouse" && output.pipeline_settings.environment == "prod"
    error_message = "the pipeline reads the bucket of the dump host"
  }

  assert {
    condition     = output.pipeline_settings.spice_enabled == "true"
    error_message = "the dashboards follow gold"
  }

  assert {
    condition     = output.pipeline_settings.dbt_conn_id == "warehouse_dbt"
    error_message = "dbt has a database user of its own"
  }

  assert {
    condition     = toset(output.database_users.users[*].secret) == toset(["airflow/prod/connections/warehouse", "airflow/prod/connections/warehouse_dbt", "airflow/prod/connections/warehouse_reader", "tokyobeta-prod/quicksight/reader"])
    error_message = "four users, four secrets"
  }

  assert {
    condition     = output.database_users.host == "tokyobeta.cluster-x.ap-northeast-1.rds.amazonaws.com"
    error_message = "rotation logs in with what the secret says: that must be the writer"
  }

  assert {
    condition     = contains(output.alarm_names, "tokyobeta-prod-spice-empty-moveout-notices") && contains(output.alarm_names, "tokyobeta-prod-run-late")
    error_message = "every data set and the morning are watched"
  }

  assert {
    condition     = length(output.alarm_names) == 36
    error_message = "as many alarms as the cost page pays for"
  }
}

run "the_first_day_needs_no_package_and_no_users" {
  command = plan

  variables {
    first_day = true
  }

  assert {
    condition     = length(module.quicksight) == 0 && output.mwaa_webserver_url == null
    error_message = "Airflow waits for its package, QuickSight for its database user"
  }
}

run "a_data_bucket_can_be_made_where_none_exists" {
  command = plan

  variables {
    create_data_bucket = true
    data_bucket_name   = "tokyobeta-second-data"
  }

  assert {
    condition     = module.storage.data_bucket_arn == "arn:aws:s3:::tokyobeta-bucket" && output.pipeline_settings.bucket == "tokyobeta-bucket"
    error_message = "the pipeline reads the bucket that was made, not one that was looked up"
  }
}

run "what_the_account_has_already_is_not_made_again" {
  command = plan

  variables {
    create_oidc_provider = false
    create_secrets_role  = false
    state_bucket_name    = "somebody-elses-states"
  }

  assert {
    condition     = local.state_bucket_name == "somebody-elses-states" && length(module.quicksight) == 1
    error_message = "an identity provider, a secrets role and a state bucket of another make are used"
  }
}

run "a_small_airflow_has_one_worker" {
  command = plan

  variables {
    mwaa_environment_class = "mw1.micro"
    instance_count         = 1
    interface_endpoints    = []
  }

  assert {
    condition     = local.mwaa_workers == { min = 1, max = 1 } && length([for name in output.alarm_names : name if strcontains(name, "aurora-cpu")]) == 1
    error_message = "the lean form of the cost page is variables, not edits"
  }
}

run "one_person_is_not_enough" {
  command = plan

  variables {
    alert_emails = ["first@example.com"]
  }

  expect_failures = [var.alert_emails]
}

run "data_stays_in_japan" {
  command = plan

  variables {
    region = "us-east-1"
  }

  expect_failures = [var.region]
}
