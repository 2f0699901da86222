# One secret per database user, each with the least it needs (see ../aurora/sql/grants.sql).
#
# A secret has the form that AWS's rotation function writes and that Airflow's Secrets Manager backend reads:
# engine, host, port, username, password. So the same secret is the Airflow connection, and a rotated password is
# in effect at the next connection without anybody copying it.
#
# No value is written here: infra/scripts/database_users.py writes it whole when it makes the user. Terraform would read
# back on every plan what it had written, and the roles of the build must not read a secret that holds a password.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.name

  users = {
    loader = {
      secret   = "${var.secret_prefix}/warehouse"
      username = "tokyobeta_loader"
      reads    = "writer"
      purpose  = "Airflow connection warehouse: restores, publishes, keeps snapshots and the ledger"
    }
    dbt = {
      secret   = "${var.secret_prefix}/warehouse_dbt"
      username = "tokyobeta_dbt"
      reads    = "writer"
      purpose  = "Airflow connection warehouse_dbt: reads staging, builds silver and gold"
    }
    reader = {
      secret   = "${var.secret_prefix}/warehouse_reader"
      username = "tokyobeta_reader"
      reads    = "reader"
      purpose  = "Airflow connection warehouse_reader: sees, where dashboards read, that a run has arrived"
    }
    quicksight = {
      secret   = "${var.name_prefix}/quicksight/reader"
      username = "tokyobeta_quicksight"
      # QuickSight's data source names the reader endpoint itself.
      reads   = "writer"
      purpose = "QuickSight data source: reads gold"
    }
  }

  key_policy = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountAdministersTheKey"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  }
}

resource "aws_kms_key" "secrets" {
  description             = "Database passwords of ${var.name_prefix}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = jsonencode(local.key_policy)

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "secrets" {
  name          = "alias/${var.name_prefix}-secrets"
  target_key_id = aws_kms_key.secrets.key_id
}

resource "aws_secretsmanager_secret" "user" {
  for_each = local.users

  name                    = each.value.secret
  description             = each.value.purpose
  kms_key_id              = aws_kms_key.secrets.arn
  recovery_window_in_days = var.recovery_days

  lifecycle {
    prevent_destroy = true
  }
}

# AWS's own single-user rotation function: maintained by AWS, no code of ours (docs/adr/0021).
resource "aws_serverlessapplicationrepository_cloudformation_stack" "rotation" {
  count = var.rotation_enabled ? 1 : 0

  name             = "${var.name_prefix}-mysql-rotation"
  application_id   = "arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSMySQLRotationSingleUser"
  semantic_version = var.rotation_application_version
  capabilities     = ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"]

  parameters = {
    endpoint            = "https://secretsmanager.${local.region}.amazonaws.com"
    functionName        = "${var.name_prefix}-mysql-rotation"
    kmsKeyArn           = aws_kms_key.secrets.arn
    vpcSubnetIds        = join(",", var.subnet_ids)
    vpcSecurityGroupIds = var.rotation_security_group_id
    # The characters that shells, URLs and SQL treat specially; 30 others are enough.
    excludeCharacters = "/@\"'\\`$%&;#?:+ "
  }
}

resource "aws_secretsmanager_secret_rotation" "user" {
  for_each = var.rotation_enabled ? local.users : {}

  secret_id           = aws_secretsmanager_secret.user[each.key].id
  rotation_lambda_arn = aws_serverlessapplicationrepository_cloudformation_stack.rotation[0].outputs["RotationLambdaARN"]
  # The first rotation comes at the next window, not while the apply is running.
  rotate_immediately = false

  rotation_rules {
    schedule_expression = var.rotation_schedule
    duration            = var.rotation_window
  }
}
