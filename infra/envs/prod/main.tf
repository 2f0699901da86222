# Production. The modules' defaults are production's values; what stands here is what is particular to it.

locals {
  environment = "prod"
  name_prefix = "tokyobeta-prod"

  # Known before the resources exist: module cicd gives roles on them, and every other module needs its boundary.
  mwaa_environment_arn    = "arn:aws:airflow:${var.region}:${var.account_id}:environment/${local.name_prefix}"
  mwaa_execution_role_arn = "arn:aws:iam::${var.account_id}:role/${local.name_prefix}-mwaa-execution"

  state_bucket_name = coalesce(var.state_bucket_name, "tokyobeta-terraform-state-${var.account_id}")
  mwaa_workers      = var.mwaa_workers != null ? var.mwaa_workers : { min = 1, max = var.mwaa_environment_class == "mw1.micro" ? 1 : 2 }

  models_dir = "${path.module}/../../../dbt/models/gold/bi"
  data_set_ids = [for file in fileset(local.models_dir, "*.yml") :
    "tokyobeta-${replace(yamldecode(file("${local.models_dir}/${file}")).models[0].meta.data_set, "_", "-")}" if !endswith(file, "_unit_tests.yml")
  ]
}

module "storage" {
  source = "../../modules/storage"

  name_prefix        = local.name_prefix
  data_bucket_name   = var.data_bucket_name
  create_data_bucket = var.create_data_bucket
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
  state_key               = "prod/terraform.tfstate"
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
  interface_endpoints      = var.interface_endpoints
  interface_endpoint_zones = var.interface_endpoint_zones
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
  alarms_enabled              = !var.first_day
  mwaa_environment_name       = local.name_prefix
  aurora_instance_identifiers = module.aurora.instance_identifiers
  data_set_ids                = local.data_set_ids
}

module "mwaa" {
  source = "../../modules/mwaa"

  # The denominator of occupancy that the four organisations agreed on.
  pipeline_settings = { total_physical_rooms = "16108" }

  name_prefix              = local.name_prefix
  create_environment       = !var.first_day
  environment_class        = var.mwaa_environment_class
  workers                  = local.mwaa_workers
  webserver_access         = var.webserver_access
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
  spice_enabled            = !var.first_day # as module.quicksight, which makes the data sets
  enrichment_enabled       = var.enrichment_enabled
  permissions_boundary_arn = module.cicd.boundary_arn
}

module "quicksight" {
  source = "../../modules/quicksight"
  count  = var.first_day ? 0 : 1

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
  group_members            = var.quicksight_group_members
  create_secrets_role      = var.create_secrets_role
  permissions_boundary_arn = module.cicd.boundary_arn
}
