output "mwaa_bucket" {
  description = "Bucket for the release."
  value       = module.storage.mwaa_bucket
}

output "mwaa_environment" {
  description = "Name of the Airflow environment."
  value       = module.mwaa.environment_name
}

output "mwaa_webserver_url" {
  description = "Host name of Airflow's web UI."
  value       = module.mwaa.webserver_url
}

output "pipeline_settings" {
  description = "Settings of the pipeline in this environment."
  value       = module.mwaa.pipeline_settings
}

output "database_users" {
  description = "Input of infra/scripts/database_users.py."
  value = {
    host                 = module.aurora.endpoint
    port                 = module.aurora.port
    administrator_secret = module.aurora.administrator_secret_arn
    users                = module.secrets.users
  }
}

output "admin_network" {
  description = "Network of a CloudShell inside the VPC: VPC, subnet and security group."
  value = {
    vpc            = module.networking.vpc_id
    subnet         = module.networking.private_subnet_ids[0]
    security_group = module.networking.security_group_ids["admin"]
  }
}

output "github_roles" {
  description = "Roles of the workflows."
  value       = module.cicd.role_arns
}

output "alarm_names" {
  description = "Alarms, for the monthly drill."
  value       = module.monitoring.alarm_names
}

output "data_bucket" {
  description = "Bucket of dumps and snapshots."
  value       = module.storage.data_bucket
}
