mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000002" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:x-AbCdEf", id = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:x-AbCdEf" }
  }

  mock_resource "aws_serverlessapplicationrepository_cloudformation_stack" {
    defaults = { outputs = { RotationLambdaARN = "arn:aws:lambda:ap-northeast-1:123456789012:function:tokyobeta-prod-mysql-rotation" } }
  }
}

variables {
  name_prefix                = "tokyobeta-prod"
  secret_prefix              = "airflow/prod/connections"
  database_reader_host       = "tokyobeta-prod.cluster-ro-x.ap-northeast-1.rds.amazonaws.com"
  subnet_ids                 = ["subnet-1", "subnet-2"]
  rotation_security_group_id = "sg-1"
}

run "airflow_finds_its_connections" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret.user["loader"].name == "airflow/prod/connections/warehouse" && aws_secretsmanager_secret.user["dbt"].name == "airflow/prod/connections/warehouse_dbt"
    error_message = "the secret's name must be the prefix and the connection id"
  }

  assert {
    condition     = alltrue([for u in output.users : u.extra.tls_ca == var.tls_ca_path])
    error_message = "every connection verifies the cluster"
  }
}

run "rotation_logs_in_at_the_writer" {
  command = plan

  assert {
    condition = { for u in output.users : u.username => lookup(u.extra, "reader_host", null) } == {
      tokyobeta_loader     = null
      tokyobeta_dbt        = null
      tokyobeta_reader     = var.database_reader_host
      tokyobeta_quicksight = null
    }
    error_message = "the reader endpoint is a further address of the connection that only reads, never the host of a secret"
  }
}

run "every_user_is_rotated_outside_the_nightly_run" {
  command = plan

  assert {
    condition     = length(aws_secretsmanager_secret_rotation.user) == 4 && alltrue([for r in aws_secretsmanager_secret_rotation.user : !r.rotate_immediately])
    error_message = "all four users rotate, and never in the middle of an apply"
  }
}

run "the_first_day_has_no_rotation" {
  command = plan

  variables {
    rotation_enabled = false
  }

  assert {
    condition     = length(aws_secretsmanager_secret_rotation.user) == 0 && length(aws_serverlessapplicationrepository_cloudformation_stack.rotation) == 0
    error_message = "there is nothing to rotate before the users exist"
  }
}

run "rotation_during_the_run_is_refused" {
  command = plan

  variables {
    rotation_schedule = "cron(0 22 1 * ? *)"
  }

  expect_failures = [var.rotation_schedule]
}
