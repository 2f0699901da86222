output "secret_arns" {
  description = "ARN of each user's secret: loader, dbt, reader, quicksight."
  value       = { for name, secret in aws_secretsmanager_secret.user : name => secret.arn }
}

output "secret_names" {
  description = "Name of each user's secret, for infra/scripts/database_users.py."
  value       = { for name, secret in aws_secretsmanager_secret.user : name => secret.name }
}

output "kms_key_arn" {
  description = "Key of the passwords."
  value       = aws_kms_key.secrets.arn
}

output "connections_prefix" {
  description = "connections_prefix of Airflow's secrets backend."
  value       = var.secret_prefix
}
