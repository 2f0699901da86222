# Development: the same modules, small and cheap, with synthetic data in a bucket of its own. In the account of production
# or in another one; no name collides.

locals {
  environment = "dev"
  name_prefix = "tokyobeta-dev"

  # Known before the resources exist: module cicd gives roles on them, and every other module needs its boundary.
  mwaa_environment_arn    = "arn:aws:airflow:${var.region}:${var.account_id}:environment/${local.name_prefix}"
  mwaa_execution_role_arn = "arn:aws:iam::${var.account_id}:role/${local.name_prefix}-mwaa-execution"

  state_bucket_name = coalesce(var.state_bucket_name, "tokyobeta-terraform-state-${var.account_id}")
  mwaa_workers      = var.mwaa_workers != null ? var.mwaa_workers : { min = 1, max = var.mwaa_environment_class == "mw1.micro" ? 1 : 2 }
  data_bucket_name  = coalesce(var.data_bucket_name, "tokyobeta-dev-data-${var.account_id}")

  models_dir = "${path.module}/../../../dbt/models/gold/bi"
  data_set_ids = [for file in fileset(local.models_dir, "*.yml") :
    "tokyobeta-${replace(yamldecode(file("${local.models_dir}/${file}")).models[0].meta.data_set, "_", "-")}" if !endswith(file, "_unit_tests.yml")
  ]
}

module "storage" {
  source = "../../modules/storage"

  name_prefix        = local.name_prefix
  data_bucket_name   = local.data_bucket_name
  create_data_bucket = var.create_data_bucket
  dump_expiry_days   = 100
}

module "cicd" {
  source = "../../modules/cicd"

  name_prefix             = local.name_prefix
  create_oidc_provider    = var.create_oidc_provider
  manages_data_bucket     = var.create_data_bucket
  repository              = var.repository
  repository_ids          = var.repository_ids
  github_environment      = local.environment
  state_bucket            = local.state_bucket_name
  state_key               = "dev/terraform.tfstate"
  state_kms_key_arn       = var.state_kms_key_arn
  kms_key_arn             = module.storage.kms_key_arn
  code_bucket_arn         = module.storage.mwaa_bucket_arn
  data_bucket_arn         = module.storage.data_bucket_arn
  mwaa_environment_arn    = local.mwaa_environment_arn
  mwaa_execution_role_arn = local.mwaa_execution_role_arn
}

module "networking" {
  source = "../../modules/networking"

  name_prefix              = local.name_prefix
  vpc_cidr                 = "10.1.0.0/16"
  private_subnet_cidrs     = ["10.1.10.0/24", "10.1.11.0/24"]
  public_subnet_cidrs      = ["10.1.0.0/24", "10.1.1.0/24"]
  interface_endpoints      = var.interface_endpoints
  interface_endpoint_zones = var.interface_endpoint_zones
  flow_log_days            = 30
  kms_key_arn              = module.storage.kms_key_arn
  permissions_boundary_arn = module.cicd.boundary_arn
}

module "aurora" {
  source = "../../modules/aurora"

  name_prefix              = local.name_prefix
  subnet_ids               = module.networking.private_subnet_ids
  security_group_id        = module.networking.security_group_ids["aurora"]
  instance_count           = var.instance_count
  engine_version           = var.engine_version
  instance_class           = var.instance_class
  deletion_protection      = false
  log_days                 = 30
  kms_key_arn              = module.storage.kms_key_arn
  permissions_boundary_arn = module.cicd.boundary_arn
}

module "secrets" {
  source = "../../modules/secrets"

  name_prefix                = local.name_prefix
  secret_prefix              = "airflow/${local.environment}/connections"
  database_reader_host       = module.aurora.reader_endpoint
  rotation_enabled           = !var.first_day
  subnet_ids                 = module.networking.private_subnet_ids
  rotation_security_group_id = module.networking.security_group_ids["rotation"]
}

module "monitoring" {
  source = "../../modules/monitoring"

  name_prefix                 = local.name_prefix
  kms_key_arn                 = module.storage.kms_key_arn
  alert_emails                = var.alert_emails
  alarms_enabled              = false
  monthly_budget_usd          = 500
  mwaa_environment_name       = local.name_prefix
  aurora_instance_identifiers = module.aurora.instance_identifiers
  # Without data sets nothing is refreshed, and nobody waits for it.
  data_set_ids = var.quicksight_enabled ? local.data_set_ids : []
}

module "mwaa" {
  source = "../../modules/mwaa"

  name_prefix              = local.name_prefix
  create_environment       = !var.first_day
  environment_class        = var.mwaa_environment_class
  workers                  = local.mwaa_workers
  webserver_access         = var.webserver_access
  log_days                 = 30
  subnet_ids               = module.networking.private_subnet_ids
  security_group_id        = module.networking.security_group_ids["mwaa"]
  code_bucket_arn          = module.storage.mwaa_bucket_arn
  data_bucket_arn          = module.storage.data_bucket_arn
  data_bucket_kms_key_arn  = var.data_bucket_kms_key_arn
  kms_key_arn              = module.storage.kms_key_arn
  secrets_kms_key_arn      = module.secrets.kms_key_arn
  connection_secret_arns   = [for user in ["loader", "dbt", "reader"] : module.secrets.secret_arns[user]]
  connections_prefix       = module.secrets.connections_prefix
  alert_topic_arn          = module.monitoring.alert_topic_arn
  spice_enabled            = var.quicksight_enabled
  permissions_boundary_arn = module.cicd.boundary_arn
}

module "quicksight" {
  source = "../../modules/quicksight"
  count  = var.quicksight_enabled && !var.first_day ? 1 : 0

  name_prefix              = local.name_prefix
  assets_dir               = "${path.module}/../../../include/quicksight/assets"
  models_dir               = local.models_dir
  subnet_ids               = module.networking.private_subnet_ids
  security_group_id        = module.networking.security_group_ids["quicksight"]
  database_host            = module.aurora.reader_endpoint
  reader_secret_arn        = module.secrets.secret_arns["quicksight"]
  secrets_kms_key_arn      = module.secrets.kms_key_arn
  owner_arns               = var.quicksight_owner_arns
  row_level_security       = var.row_level_security
  create_secrets_role      = var.create_secrets_role
  permissions_boundary_arn = module.cicd.boundary_arn
}
