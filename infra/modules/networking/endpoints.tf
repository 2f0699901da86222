# Traffic to AWS that need not leave the network. The S3 gateway costs nothing and carries the 945 MB dump of
# every day; the interface endpoints cost by the hour and zone, so both their list and their zones are variables.

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${data.aws_region.current.name}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  # No policy of our own: MWAA's containers fetch their image layers from buckets of AWS over this endpoint.
  tags = { Name = "${var.name_prefix}-s3" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${data.aws_region.current.name}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for zone in slice(var.availability_zones, 0, var.interface_endpoint_zones) : aws_subnet.private[zone].id]
  security_group_ids  = [aws_security_group.this["endpoints"].id]

  tags = { Name = "${var.name_prefix}-${each.key}" }
}
