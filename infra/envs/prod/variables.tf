variable "account_id" {
  description = "AWS account of production; Terraform refuses every other one."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be twelve digits."
  }
}

variable "region" {
  description = "Region of everything: personal data stays in Japan."
  type        = string
  default     = "ap-northeast-1"

  validation {
    condition     = contains(["ap-northeast-1", "ap-northeast-3"], var.region)
    error_message = "Tokyo or Osaka."
  }
}

variable "data_bucket_name" {
  description = "Bucket that the dump host writes to. It exists and is not changed, unless create_data_bucket makes it."
  type        = string
  default     = "jram-gghouse"

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.data_bucket_name))
    error_message = "data_bucket_name must be a valid S3 bucket name."
  }
}

variable "create_data_bucket" {
  description = "Make the bucket data_bucket_name, where none exists yet."
  type        = bool
  default     = false
}

variable "data_bucket_kms_key_arn" {
  description = "Key of that bucket, if it has one of its own."
  type        = string
  default     = null

  validation {
    condition     = var.data_bucket_kms_key_arn == null || can(regex("^arn:aws:kms:", var.data_bucket_kms_key_arn))
    error_message = "data_bucket_kms_key_arn must be null or the ARN of a KMS key."
  }
}

variable "alert_emails" {
  description = "At least two people who are told when something fails."
  type        = list(string)

  validation {
    condition     = length(distinct(var.alert_emails)) >= 2
    error_message = "Give at least two different addresses."
  }
}

variable "repository" {
  description = "GitHub repository whose workflows plan, apply and release, as owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository must be owner/name."
  }
}

variable "repository_ids" {
  description = "Numbers of the repository and its owner, if GitHub made, renamed or transferred it since 2026-07-15; null for an older one."
  type        = object({ owner = number, repository = number })
  default     = null

  validation {
    condition     = var.repository_ids == null ? true : alltrue([for id in values(var.repository_ids) : id >= 1])
    error_message = "repository_ids must be null or two whole numbers."
  }
}

variable "state_kms_key_arn" {
  description = "Key of the Terraform state: the output state_key_arn of infra/bootstrap."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.state_kms_key_arn))
    error_message = "state_kms_key_arn must be the ARN of a KMS key."
  }
}

variable "quicksight_owner_arns" {
  description = "QuickSight users or groups that own data sets and dashboards."
  type        = set(string)

  validation {
    condition     = length(var.quicksight_owner_arns) > 0
    error_message = "Give at least one owner."
  }
}

variable "quicksight_group_members" {
  description = "QuickSight user names of each organisation's group."
  type        = map(set(string))
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.quicksight_group_members), ["Warburg_PE", "JRAM_SPC", "Tosei_AM", "GGhouse_PM"])) == 0
    error_message = "Groups are Warburg_PE, JRAM_SPC, Tosei_AM and GGhouse_PM."
  }
}

variable "first_day" {
  description = "First apply of a new account: without Airflow (its package must be in the bucket first), without password rotation and without QuickSight (both need the database users)."
  type        = bool
  default     = false
}

variable "mwaa_environment_class" {
  description = "Size of the Airflow environment."
  type        = string
  default     = "mw1.small"

  validation {
    condition     = startswith(var.mwaa_environment_class, "mw1.")
    error_message = "mwaa_environment_class must be an mw1 class."
  }
}

variable "webserver_access" {
  description = "Airflow's web UI: private or public."
  type        = string
  default     = "private"

  validation {
    condition     = contains(["private", "public"], var.webserver_access)
    error_message = "webserver_access must be private or public."
  }
}

variable "enrichment_enabled" {
  description = "Let the pipeline ask Bedrock for missing nationalities: names then leave the database, but not Japan."
  type        = bool
  default     = false
}

variable "create_oidc_provider" {
  description = "Make GitHub's identity provider. An account has one: false where it exists."
  type        = bool
  default     = true
}

variable "create_secrets_role" {
  description = "Make QuickSight's role for secrets. An account has one: false where it exists."
  type        = bool
  default     = true
}

variable "state_bucket_name" {
  description = "State bucket, where infra/bootstrap was given a name of its own; null: tokyobeta-terraform-state- and the account number."
  type        = string
  default     = null

  validation {
    condition     = var.state_bucket_name == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state_bucket_name))
    error_message = "state_bucket_name must be null or a valid S3 bucket name."
  }
}

variable "engine_version" {
  description = "Aurora MySQL version; null: the long-term support line of module aurora. Raised by docs/runbooks/upgrade.md, never lowered."
  type        = string
  default     = null

  validation {
    condition     = var.engine_version == null ? true : startswith(var.engine_version, "8.0.mysql_aurora.3.")
    error_message = "engine_version must be null or an Aurora MySQL 3 version."
  }
}

variable "instance_count" {
  description = "Aurora instances: 1 (writer only) or more (writer and readers)."
  type        = number
  default     = 2

  validation {
    condition     = var.instance_count >= 1 && var.instance_count <= 5
    error_message = "instance_count must be 1 to 5."
  }
}

variable "instance_class" {
  description = "Class of the Aurora instances."
  type        = string
  default     = "db.t4g.medium"

  validation {
    condition     = startswith(var.instance_class, "db.")
    error_message = "instance_class must be a db class."
  }
}

variable "mwaa_workers" {
  description = "Fewest and most Airflow workers; null: one with mw1.micro, which has no more, else one to two."
  type        = object({ min = number, max = number })
  default     = null

  validation {
    condition     = var.mwaa_workers == null ? true : var.mwaa_workers.min >= 1 && var.mwaa_workers.max >= var.mwaa_workers.min
    error_message = "mwaa_workers must be null or 1 <= min <= max."
  }
}

variable "interface_endpoints" {
  description = "AWS services with a private endpoint; null: the ten that the pipeline talks to; [] for none, then calls leave through NAT."
  type        = set(string)
  default     = null

  validation {
    condition     = var.interface_endpoints == null ? true : alltrue([for service in var.interface_endpoints : can(regex("^[a-z.-]+$", service))])
    error_message = "Write the last part of the service's name, such as secretsmanager."
  }
}

variable "interface_endpoint_zones" {
  description = "Zones in which each endpoint stands: 1 halves their price, 2 survives the loss of a zone."
  type        = number
  default     = 2

  validation {
    condition     = contains([1, 2], var.interface_endpoint_zones)
    error_message = "interface_endpoint_zones must be 1 or 2."
  }
}

variable "row_level_security" {
  description = "Filter the dashboards' rows by include/quicksight/assets/row_level_security; off: every organisation sees everything."
  type        = bool
  default     = false
}
