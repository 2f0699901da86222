# Aurora MySQL 8.0: private, encrypted, TLS only. Readers are a second address for dashboards and the stand-by that
# takes over when the writer fails.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  log_exports = ["audit", "error", "slowquery"]
}

resource "aws_db_subnet_group" "this" {
  name        = var.name_prefix
  description = "Private subnets of ${var.name_prefix}"
  subnet_ids  = var.subnet_ids
}

# Made here, so that they are encrypted and expire: RDS would make them without either.
resource "aws_cloudwatch_log_group" "database" {
  for_each = toset(local.log_exports)

  name              = "/aws/rds/cluster/${var.name_prefix}/${each.key}"
  retention_in_days = var.log_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_rds_cluster" "this" {
  # checkov:skip=CKV_AWS_326: point-in-time recovery and the staging backups go back further than backtracking, without its price
  # checkov:skip=CKV2_AWS_8: seven days of point-in-time recovery, and the history is in S3; a second backup system would hold personal data longer
  cluster_identifier = var.name_prefix
  engine             = "aurora-mysql"
  engine_version     = var.engine_version
  port               = 3306

  # RDS makes the administrator's password, keeps it in Secrets Manager and changes it every week.
  master_username               = "tokyobeta_admin"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = var.kms_key_arn

  db_subnet_group_name            = aws_db_subnet_group.this.name
  vpc_security_group_ids          = [var.security_group_id]
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this.name

  storage_encrypted = true
  kms_key_id        = var.kms_key_arn

  backup_retention_period      = var.backup_days
  preferred_backup_window      = var.backup_window_utc
  preferred_maintenance_window = var.maintenance_window_utc
  copy_tags_to_snapshot        = true
  deletion_protection          = var.deletion_protection
  skip_final_snapshot          = !var.deletion_protection
  final_snapshot_identifier    = var.deletion_protection ? "${var.name_prefix}-final" : null

  enabled_cloudwatch_logs_exports     = local.log_exports
  iam_database_authentication_enabled = true

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [aws_cloudwatch_log_group.database]
}

resource "aws_rds_cluster_instance" "this" {
  # checkov:skip=CKV_AWS_226: a minor version is chosen here and tried in development first
  count = var.instance_count

  identifier              = "${var.name_prefix}-${count.index + 1}"
  cluster_identifier      = aws_rds_cluster.this.id
  engine                  = aws_rds_cluster.this.engine
  engine_version          = aws_rds_cluster.this.engine_version
  instance_class          = var.instance_class
  db_subnet_group_name    = aws_db_subnet_group.this.name
  db_parameter_group_name = aws_db_parameter_group.this.name
  publicly_accessible     = false
  ca_cert_identifier      = "rds-ca-rsa2048-g1"
  promotion_tier          = count.index

  # A minor version is chosen here and tried in development first.
  auto_minor_version_upgrade   = false
  preferred_maintenance_window = var.maintenance_window_utc
  copy_tags_to_snapshot        = true

  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
  performance_insights_enabled    = true
  performance_insights_kms_key_id = var.kms_key_arn
  # Seven days are free of charge.
  performance_insights_retention_period = 7

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [aws_iam_role_policy.monitoring]
}

resource "aws_iam_role" "monitoring" {
  permissions_boundary = var.permissions_boundary_arn
  name                 = "${var.name_prefix}-rds-monitoring"
  description          = "Lets RDS send operating-system figures of the instances to CloudWatch"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EnhancedMonitoringService"
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

# What AWS's own policy for this purpose says, narrowed to this account.
resource "aws_iam_role_policy" "monitoring" {
  name = "write-operating-system-figures"
  role = aws_iam_role.monitoring.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "MakeTheLogGroup"
        Effect   = "Allow"
        Action   = ["logs:CreateLogGroup", "logs:PutRetentionPolicy"]
        Resource = "arn:aws:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group:RDSOSMetrics"
      },
      {
        Sid      = "WriteTheFigures"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"]
        Resource = "arn:aws:logs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:log-group:RDSOSMetrics:log-stream:*"
      },
    ]
  })
}
