# Server settings. Those under "shared" stand also in dev/servers/mysql/aurora.cnf, which the local server, the tests
# and docker-compose read; a test compares the two, so that a query behaves the same everywhere.

locals {
  shared_parameters = {
    character_set_server           = "utf8mb4"
    collation_server               = "utf8mb4_0900_ai_ci"
    innodb_flush_log_at_trx_commit = "1"
    # The restore streams rows through LOAD DATA LOCAL INFILE.
    local_infile       = "1"
    max_allowed_packet = "67108864"
    sql_mode           = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
    time_zone          = "UTC"
  }

  production_parameters = {
    # No connection without TLS.
    require_secure_transport = "ON"
    tls_version              = "TLSv1.2,TLSv1.3"
    # Who connected and who changed rights or tables; not the queries, which could hold personal data.
    server_audit_logging = "1"
    server_audit_events  = "CONNECT,QUERY_DCL,QUERY_DDL"
    slow_query_log       = "1"
    long_query_time      = "2"
    log_output           = "FILE"
  }

  cluster_parameters = merge(local.shared_parameters, local.production_parameters)
}

resource "aws_rds_cluster_parameter_group" "this" {
  # A prefix: the group of another family is made before this one goes.
  name_prefix = "${var.name_prefix}-cluster-"
  family      = "aurora-mysql8.0"
  description = "Settings of ${var.name_prefix}, equal to the local server where they decide behaviour"

  dynamic "parameter" {
    for_each = local.cluster_parameters

    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "pending-reboot"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.name_prefix}-instance-"
  family      = "aurora-mysql8.0"
  description = "Instance settings of ${var.name_prefix}"

  parameter {
    name         = "max_connections"
    value        = tostring(var.max_connections)
    apply_method = "pending-reboot"
  }

  lifecycle {
    create_before_destroy = true
  }
}
