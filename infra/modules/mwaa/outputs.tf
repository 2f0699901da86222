output "environment_name" {
  description = "Name of the Airflow environment, also as dimension of its metrics."
  value       = var.name_prefix
}

output "environment_arn" {
  description = "ARN of the Airflow environment, whether it stands yet or not."
  value       = "arn:aws:airflow:${local.region}:${local.account}:environment/${var.name_prefix}"
}

output "webserver_url" {
  description = "Host name of the web UI, or null before the environment exists."
  value       = one(aws_mwaa_environment.this[*].webserver_url)
}

output "execution_role_arn" {
  description = "Role of the tasks."
  value       = aws_iam_role.execution.arn
}

output "execution_role_statements" {
  description = "Statements of the execution role by owner: what the pipeline needs, and what MWAA needs."
  value = {
    mwaa     = local.mwaa_statements[*].Sid
    pipeline = concat(local.pipeline_statements[*].Sid, local.spice_statements[*].Sid, local.enrichment_statements[*].Sid)
  }
}

output "pipeline_settings" {
  description = "Settings of the pipeline in this environment (include/settings.py); contains no secret."
  value       = local.pipeline_settings
}
