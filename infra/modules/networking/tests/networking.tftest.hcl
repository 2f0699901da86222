mock_provider "aws" {
  override_during = plan

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:ap-northeast-1:123456789012:log-group:/tokyobeta-prod/vpc-flow" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tokyobeta-prod-vpc-flow" }
  }

  mock_resource "aws_vpc_endpoint" {
    defaults = { prefix_list_id = "pl-61a54008" }
  }
}

variables {
  name_prefix = "tokyobeta-prod"
  kms_key_arn = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000001"
}

run "private_subnets_stand_in_zones_a_and_c" {
  command = plan

  assert {
    condition     = toset(keys(aws_subnet.private)) == toset(["ap-northeast-1a", "ap-northeast-1c"])
    error_message = "one private subnet in each of zones a and c"
  }

  assert {
    condition     = alltrue([for s in merge(aws_subnet.private, aws_subnet.public) : !s.map_public_ip_on_launch])
    error_message = "no subnet may hand out public addresses"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_subnet.public) == 1 && length(aws_route.private_to_internet) == 2
    error_message = "by default both zones leave through one shared gateway"
  }
}

run "the_database_is_reachable_from_named_groups_only" {
  command = plan

  assert {
    condition     = toset(keys(aws_vpc_security_group_ingress_rule.aurora_from)) == toset(["mwaa", "quicksight", "rotation", "admin"])
    error_message = "exactly four groups may reach the database"
  }

  assert {
    condition = alltrue([for rule in aws_vpc_security_group_ingress_rule.aurora_from :
    rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.from_port == 3306 && rule.to_port == 3306])
    error_message = "no address range may reach the database, and only its port is open"
  }
}

run "aws_traffic_stays_inside" {
  command = plan

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "dumps must come over the S3 gateway"
  }

  assert {
    condition = alltrue([for s in ["secretsmanager", "sns", "sqs", "monitoring", "logs", "kms", "airflow.api", "airflow.env", "bedrock-runtime"] :
    aws_vpc_endpoint.interface[s].private_dns_enabled && aws_vpc_endpoint.interface[s].service_name == "com.amazonaws.ap-northeast-1.${s}"])
    error_message = "every service the pipeline talks to needs an endpoint with private DNS"
  }
}

run "without_nat_nothing_leaves" {
  command = plan

  variables {
    nat_gateways = 0
  }

  assert {
    condition     = length(aws_internet_gateway.this) + length(aws_nat_gateway.this) + length(aws_subnet.public) == 0
    error_message = "no NAT means no public subnet and no internet gateway"
  }

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.to_internet) == 0 && length(aws_route.private_to_internet) == 0
    error_message = "no NAT means no rule and no route to the outside"
  }
}

run "rotation_reaches_secrets_manager_over_its_endpoint" {
  command = plan

  assert {
    condition     = toset(keys(aws_vpc_security_group_egress_rule.to_internet)) == toset(["mwaa", "admin"]) && contains(keys(aws_vpc_security_group_egress_rule.to_endpoints), "rotation")
    error_message = "with an endpoint the function has no way to the outside"
  }
}

run "without_endpoints_rotation_goes_out_through_nat" {
  command = plan

  variables {
    interface_endpoints = []
  }

  assert {
    condition     = contains(keys(aws_vpc_security_group_egress_rule.to_internet), "rotation") && length(aws_route.private_to_internet) == 2
    error_message = "a function that cannot reach Secrets Manager waits until its time is over, and no password ever changes"
  }

  assert {
    condition     = contains(keys(aws_vpc_security_group_ingress_rule.aurora_from), "rotation") && contains(keys(aws_vpc_security_group_egress_rule.to_aurora), "rotation")
    error_message = "and it must reach the database"
  }
}

run "no_way_to_the_passwords_is_refused" {
  command = plan

  variables {
    nat_gateways        = 0
    interface_endpoints = []
  }

  expect_failures = [var.nat_gateways]
}

run "two_gateways_give_each_zone_its_own" {
  command = plan

  variables {
    nat_gateways = 2
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 2 && length(aws_eip.nat) == 2
    error_message = "one gateway and address per zone"
  }
}

run "an_unknown_endpoint_is_refused" {
  command = plan

  variables {
    interface_endpoints = ["quicksight"]
  }

  expect_failures = [var.interface_endpoints]
}

run "one_zone_is_not_enough" {
  command = plan

  variables {
    availability_zones = ["ap-northeast-1a", "ap-northeast-1a"]
  }

  expect_failures = [var.availability_zones]
}

run "a_security_group_can_be_replaced" {
  command = plan

  assert {
    condition     = alltrue([for key, group in aws_security_group.this : group.name_prefix == "tokyobeta-prod-${key}-"])
    error_message = "with a fixed name the new group collides with the one it replaces"
  }
}
