output "secret_arns" {
  description = "ARN of each user's secret: loader, dbt, reader, quicksight."
  value       = { for name, secret in aws_secretsmanager_secret.user : name => secret.arn }
}

output "users" {
  description = "What infra/scripts/database_users.py makes: each user with its secret and the extra of its connection."
  value = [for user in values(local.users) : {
    secret   = user.secret
    username = user.username
    # The cluster refuses connections without TLS; with tls_ca the client also refuses a server that is not the cluster.
    extra = merge(
      { tls_ca = var.tls_ca_path },
      user.reads == "reader" ? { reader_host = var.database_reader_host } : {},
    )
  }]
}

output "kms_key_arn" {
  description = "Key of the passwords."
  value       = aws_kms_key.secrets.arn
}

output "connections_prefix" {
  description = "connections_prefix of Airflow's secrets backend."
  value       = var.secret_prefix
}
