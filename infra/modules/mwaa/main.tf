# Amazon Managed Workflows for Apache Airflow.
#
# Terraform owns the environment; the deploy step owns the code: it uploads a release and sets the object versions of
# plugins.zip, requirements.txt and startup.sh, which Terraform therefore ignores.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.name

  log_groups = ["DAGProcessing", "Scheduler", "Task", "WebServer", "Worker"]
}

# Made here, so that they are encrypted and expire; MWAA takes what it finds.
resource "aws_cloudwatch_log_group" "airflow" {
  for_each = toset(local.log_groups)

  name              = "airflow-${var.name_prefix}-${each.key}"
  retention_in_days = var.log_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_mwaa_environment" "this" {
  count = var.create_environment ? 1 : 0

  name               = var.name_prefix
  airflow_version    = var.airflow_version
  environment_class  = var.environment_class
  execution_role_arn = aws_iam_role.execution.arn
  kms_key            = var.kms_key_arn

  min_workers    = var.workers.min
  max_workers    = var.workers.max
  min_webservers = var.environment_class == "mw1.micro" ? 1 : 2
  max_webservers = var.environment_class == "mw1.micro" ? 1 : 2
  schedulers     = var.environment_class == "mw1.micro" ? 1 : 2

  source_bucket_arn      = var.code_bucket_arn
  dag_s3_path            = "dags"
  plugins_s3_path        = "plugins.zip"
  requirements_s3_path   = "requirements.txt"
  startup_script_s3_path = "startup.sh"

  airflow_configuration_options   = local.airflow_configuration
  webserver_access_mode           = var.webserver_access == "public" ? "PUBLIC_ONLY" : "PRIVATE_ONLY"
  weekly_maintenance_window_start = var.maintenance_window_start

  network_configuration {
    subnet_ids         = var.subnet_ids
    security_group_ids = [var.security_group_id]
  }

  logging_configuration {
    dag_processing_logs {
      enabled   = true
      log_level = "INFO"
    }
    scheduler_logs {
      enabled   = true
      log_level = "INFO"
    }
    task_logs {
      enabled   = true
      log_level = "INFO"
    }
    webserver_logs {
      enabled   = true
      log_level = "INFO"
    }
    worker_logs {
      enabled   = true
      log_level = "INFO"
    }
  }

  lifecycle {
    prevent_destroy = true

    ignore_changes = [
      plugins_s3_object_version,
      requirements_s3_object_version,
      startup_script_s3_object_version,
    ]
  }

  depends_on = [aws_cloudwatch_log_group.airflow, aws_iam_role_policy.execution]
}
