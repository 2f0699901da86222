output "vpc_id" {
  description = "VPC of the environment."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "The private subnets, in the order of the zones."
  value       = [for zone in var.availability_zones : aws_subnet.private[zone].id]
}

output "security_group_ids" {
  description = "Security groups by purpose: mwaa, aurora, endpoints, quicksight, rotation, admin."
  value       = { for name, group in aws_security_group.this : name => group.id }
}

output "nat_addresses" {
  description = "Public addresses from which the network leaves."
  value       = [for eip in aws_eip.nat : eip.public_ip]
}
