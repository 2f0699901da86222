# A private network: nothing in it has a public address, and the database is reachable only from named security
# groups inside it. The predecessor's cluster was public behind an allow-list of addresses.

data "aws_region" "current" {}

locals {
  zones = { for i, zone in var.availability_zones : zone => {
    private_cidr = var.private_subnet_cidrs[i]
    public_cidr  = var.public_subnet_cidrs[i]
    # With one gateway, every zone uses the first zone's.
    nat_zone = var.nat_gateways == 0 ? null : var.availability_zones[min(i, var.nat_gateways - 1)]
  } }
  nat_zones = slice(var.availability_zones, 0, var.nat_gateways)
}

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name_prefix }
}

# The default group lets everything inside it talk to each other; emptied so that nobody relies on it.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name_prefix}-default-unused" }
}

# --- Private subnets: MWAA, Aurora, QuickSight's connection, endpoints ---

resource "aws_subnet" "private" {
  for_each = local.zones

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value.private_cidr
  map_public_ip_on_launch = false

  tags = { Name = "${var.name_prefix}-private-${each.key}" }
}

resource "aws_route_table" "private" {
  for_each = local.zones

  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name_prefix}-private-${each.key}" }
}

resource "aws_route_table_association" "private" {
  for_each = local.zones

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

resource "aws_route" "private_to_internet" {
  for_each = { for zone, facts in local.zones : zone => facts if facts.nat_zone != null }

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.value.nat_zone].id
}

# --- Public subnets: only the NAT gateway ---

resource "aws_internet_gateway" "this" {
  count = var.nat_gateways > 0 ? 1 : 0

  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name_prefix }
}

resource "aws_subnet" "public" {
  for_each = { for zone in local.nat_zones : zone => local.zones[zone] }

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value.public_cidr
  map_public_ip_on_launch = false

  tags = { Name = "${var.name_prefix}-public-${each.key}" }
}

resource "aws_route_table" "public" {
  count = var.nat_gateways > 0 ? 1 : 0

  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name_prefix}-public" }
}

resource "aws_route" "public_to_internet" {
  count = var.nat_gateways > 0 ? 1 : 0

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_eip" "nat" {
  for_each = toset(local.nat_zones)

  domain = "vpc"
  tags   = { Name = "${var.name_prefix}-nat-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nat_zones)

  subnet_id     = aws_subnet.public[each.key].id
  allocation_id = aws_eip.nat[each.key].id
  tags          = { Name = "${var.name_prefix}-${each.key}" }

  depends_on = [aws_internet_gateway.this]
}
