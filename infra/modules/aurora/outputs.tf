output "endpoint" {
  description = "Writer endpoint: the pipeline."
  value       = aws_rds_cluster.this.endpoint
}

output "reader_endpoint" {
  description = "Reader endpoint: dashboards. With one instance it is the writer."
  value       = aws_rds_cluster.this.reader_endpoint
}

output "port" {
  description = "Port of both endpoints."
  value       = aws_rds_cluster.this.port
}

output "instance_identifiers" {
  description = "Names of the instances, as dimensions of their metrics."
  value       = aws_rds_cluster_instance.this[*].identifier
}

output "administrator_secret_arn" {
  description = "Secret that RDS keeps for the administrator."
  value       = one(aws_rds_cluster.this.master_user_secret[*].secret_arn)
}

output "shared_parameters" {
  description = "Settings that the local server must have as well."
  value       = local.shared_parameters
}
