# Who may talk to whom, as one table. Every source and target is a security group; the single exception is HTTPS
# to the outside, which leaves through the NAT gateway.

locals {
  security_groups = {
    mwaa       = "Airflow: scheduler, workers, web server"
    aurora     = "The Aurora MySQL cluster"
    endpoints  = "Interface endpoints of AWS services"
    quicksight = "QuickSight's VPC connection"
    rotation   = "The function that rotates database passwords"
    admin      = "A person's CloudShell inside the VPC: making database users, looking at data"
  }

  database_clients = ["mwaa", "quicksight", "rotation", "admin"]
  endpoint_clients = ["mwaa", "rotation", "admin"]

  # Rotation needs nothing but Secrets Manager: it goes out only where that has no endpoint inside.
  rotation_goes_out = !contains(var.interface_endpoints, "secretsmanager")
  internet_clients  = var.nat_gateways > 0 ? concat(["mwaa", "admin"], local.rotation_goes_out ? ["rotation"] : []) : []
}

resource "aws_security_group" "this" {
  # checkov:skip=CKV2_AWS_5: attached in other modules, which the check does not see; admin is attached to a person's CloudShell
  for_each = local.security_groups

  # A prefix: a replacement is made before the old one goes, and two groups of one VPC cannot share a name.
  name_prefix = "${var.name_prefix}-${each.key}-"
  description = each.value
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name_prefix}-${each.key}" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "aurora_from" {
  for_each = toset(local.database_clients)

  security_group_id            = aws_security_group.this["aurora"].id
  referenced_security_group_id = aws_security_group.this[each.key].id
  description                  = "MySQL from ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306
}

resource "aws_vpc_security_group_egress_rule" "to_aurora" {
  for_each = toset(local.database_clients)

  security_group_id            = aws_security_group.this[each.key].id
  referenced_security_group_id = aws_security_group.this["aurora"].id
  description                  = "MySQL to the cluster"
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from" {
  for_each = toset(local.endpoint_clients)

  security_group_id            = aws_security_group.this["endpoints"].id
  referenced_security_group_id = aws_security_group.this[each.key].id
  description                  = "HTTPS from ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "to_endpoints" {
  for_each = toset(local.endpoint_clients)

  security_group_id            = aws_security_group.this[each.key].id
  referenced_security_group_id = aws_security_group.this["endpoints"].id
  description                  = "HTTPS to the interface endpoints"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# Gateway endpoints have no security group: S3 is named by its prefix list.
resource "aws_vpc_security_group_egress_rule" "to_s3" {
  for_each = toset(["mwaa", "admin"])

  security_group_id = aws_security_group.this[each.key].id
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  description       = "HTTPS to S3 over the gateway endpoint"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "to_internet" {
  for_each = toset(local.internet_clients)

  security_group_id = aws_security_group.this[each.key].id
  cidr_ipv4         = "0.0.0.0/0"
  description       = "HTTPS out through NAT: Python packages, the QuickSight API, services without an endpoint"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# MWAA puts its own endpoints (metadata database, queue, web server) into its security group and refuses to start
# unless members of the group reach each other.
resource "aws_vpc_security_group_ingress_rule" "mwaa_self" {
  security_group_id            = aws_security_group.this["mwaa"].id
  referenced_security_group_id = aws_security_group.this["mwaa"].id
  description                  = "Airflow's components among themselves"
  ip_protocol                  = "-1"
}

resource "aws_vpc_security_group_egress_rule" "mwaa_self" {
  security_group_id            = aws_security_group.this["mwaa"].id
  referenced_security_group_id = aws_security_group.this["mwaa"].id
  description                  = "Airflow's components among themselves"
  ip_protocol                  = "-1"
}

# A person in CloudShell opens Airflow's private web server.
resource "aws_vpc_security_group_ingress_rule" "mwaa_from_admin" {
  security_group_id            = aws_security_group.this["mwaa"].id
  referenced_security_group_id = aws_security_group.this["admin"].id
  description                  = "HTTPS to the private web server"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "admin_to_mwaa" {
  security_group_id            = aws_security_group.this["admin"].id
  referenced_security_group_id = aws_security_group.this["mwaa"].id
  description                  = "HTTPS to the private web server"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# QuickSight's interfaces do not track connections: without this rule the answers of the database are dropped.
resource "aws_vpc_security_group_ingress_rule" "quicksight_answers" {
  # checkov:skip=CKV_AWS_24: the source is the cluster's security group, not the internet
  # checkov:skip=CKV_AWS_25: the same
  # checkov:skip=CKV_AWS_260: the same
  security_group_id            = aws_security_group.this["quicksight"].id
  referenced_security_group_id = aws_security_group.this["aurora"].id
  description                  = "Answers of the cluster to QuickSight"
  ip_protocol                  = "tcp"
  from_port                    = 0
  to_port                      = 65535
}

resource "aws_vpc_security_group_egress_rule" "aurora_answers_quicksight" {
  security_group_id            = aws_security_group.this["aurora"].id
  referenced_security_group_id = aws_security_group.this["quicksight"].id
  description                  = "Answers of the cluster to QuickSight"
  ip_protocol                  = "tcp"
  from_port                    = 0
  to_port                      = 65535
}
