mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tokyobeta-prod-rds-monitoring" }
  }
}

variables {
  name_prefix       = "tokyobeta-prod"
  subnet_ids        = ["subnet-1", "subnet-2"]
  security_group_id = "sg-1"
  kms_key_arn       = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000001"
}

run "the_default_is_two_small_private_instances" {
  command = plan

  assert {
    condition     = length(aws_rds_cluster_instance.this) == 2 && alltrue([for i in aws_rds_cluster_instance.this : i.instance_class == "db.t4g.medium"])
    error_message = "two db.t4g.medium by default"
  }

  assert {
    condition     = alltrue([for i in aws_rds_cluster_instance.this : i.publicly_accessible == false])
    error_message = "no instance may be reachable from the internet"
  }

  assert {
    condition     = can(regex("^8\\.0\\.mysql_aurora\\.3\\.", aws_rds_cluster.this.engine_version)) && aws_rds_cluster.this.engine == "aurora-mysql"
    error_message = "Aurora MySQL 8.0"
  }
}

run "the_engine_has_long_term_support" {
  command = plan

  assert {
    condition     = startswith(aws_rds_cluster.this.engine_version, "8.0.mysql_aurora.3.10.") && !aws_rds_cluster_instance.this[0].auto_minor_version_upgrade
    error_message = "another minor version ends within a year, and AWS upgrades it in its own window"
  }
}

run "the_current_line_is_a_choice" {
  command = plan

  variables {
    engine_version = "8.0.mysql_aurora.3.12.0"
  }

  assert {
    condition     = aws_rds_cluster.this.engine_version == "8.0.mysql_aurora.3.12.0"
    error_message = "a later 3.x may be chosen"
  }
}

run "a_parameter_group_can_be_replaced" {
  command = plan

  assert {
    condition     = aws_rds_cluster_parameter_group.this.name_prefix == "tokyobeta-prod-cluster-" && aws_db_parameter_group.this.name_prefix == "tokyobeta-prod-instance-"
    error_message = "with a fixed name the new group collides with the one it replaces"
  }
}

run "data_is_encrypted_protected_and_recoverable" {
  command = plan

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.kms_key_id == var.kms_key_arn
    error_message = "data at rest must be encrypted with the project's key"
  }

  assert {
    condition     = aws_rds_cluster.this.backup_retention_period == 7 && aws_rds_cluster.this.deletion_protection && !aws_rds_cluster.this.skip_final_snapshot
    error_message = "seven days of recovery, deletion protection and a final snapshot"
  }

  assert {
    condition     = aws_rds_cluster.this.manage_master_user_password && aws_rds_cluster.this.master_password == null
    error_message = "the administrator's password belongs to RDS, not to Terraform"
  }
}

run "connections_without_tls_are_refused_and_the_restore_may_stream" {
  command = plan

  assert {
    condition     = { for p in aws_rds_cluster_parameter_group.this.parameter : p.name => p.value }["require_secure_transport"] == "ON"
    error_message = "TLS is required"
  }

  assert {
    condition     = { for p in aws_rds_cluster_parameter_group.this.parameter : p.name => p.value }["local_infile"] == "1"
    error_message = "LOAD DATA LOCAL INFILE is how the restore works"
  }

  assert {
    condition     = !strcontains({ for p in aws_rds_cluster_parameter_group.this.parameter : p.name => p.value }["server_audit_events"], "QUERY_DML")
    error_message = "the audit log must not hold rows of personal data"
  }
}

run "a_throw_away_cluster_can_be_deleted" {
  command = plan

  variables {
    deletion_protection = false
    instance_count      = 1
  }

  assert {
    condition     = aws_rds_cluster.this.skip_final_snapshot && !aws_rds_cluster.this.deletion_protection && length(aws_rds_cluster_instance.this) == 1
    error_message = "development has one instance and no final snapshot"
  }
}

run "less_than_seven_days_of_recovery_are_refused" {
  command = plan

  variables {
    backup_days = 1
  }

  expect_failures = [var.backup_days]
}

run "an_old_engine_is_refused" {
  command = plan

  variables {
    engine_version = "5.7.mysql_aurora.2.11.1"
  }

  expect_failures = [var.engine_version]
}
