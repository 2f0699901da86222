variable "name_prefix" {
  description = "Prefix of every resource name, such as tokyobeta-prod; also the name of the environment."
  type        = string

  validation {
    condition     = can(regex("^tokyobeta-[a-z][a-z0-9]{1,9}$", var.name_prefix))
    error_message = "name_prefix must be tokyobeta- and a short lower-case environment name."
  }
}

variable "create_environment" {
  description = "Make the Airflow environment. False on the first apply: MWAA needs the package in the bucket before it starts."
  type        = bool
  default     = true
}

variable "airflow_version" {
  description = "Airflow version of the MWAA image; requirements are locked against exactly this one."
  type        = string
  default     = "3.3.1"

  validation {
    condition     = can(regex("^3\\.[0-9]+\\.[0-9]+$", var.airflow_version))
    error_message = "airflow_version must be a 3.x.y version."
  }
}

variable "environment_class" {
  description = "Size of scheduler, workers and web server."
  type        = string
  default     = "mw1.small"

  validation {
    condition     = contains(["mw1.micro", "mw1.small", "mw1.medium", "mw1.large", "mw1.xlarge", "mw1.2xlarge"], var.environment_class)
    error_message = "environment_class must be mw1.micro to mw1.2xlarge."
  }
}

variable "workers" {
  description = "Fewest and most workers. mw1.micro has exactly one."
  type        = object({ min = number, max = number })
  default     = { min = 1, max = 2 }

  validation {
    condition     = var.workers.min >= 1 && var.workers.max >= var.workers.min && var.workers.max <= 25
    error_message = "workers must be 1 <= min <= max <= 25."
  }

  validation {
    condition     = var.environment_class != "mw1.micro" || var.workers.max == 1
    error_message = "mw1.micro runs exactly one worker: set workers = { min = 1, max = 1 }."
  }
}

variable "worker_tasks" {
  description = "Most tasks at once on one worker; null: as many as the memory of the class holds."
  type        = number
  default     = null

  validation {
    condition     = var.worker_tasks == null ? true : var.worker_tasks >= 1 && floor(var.worker_tasks) == var.worker_tasks
    error_message = "worker_tasks must be null or a whole number of 1 or more."
  }
}

variable "webserver_access" {
  description = "private (reachable from inside the VPC only) or public (from the internet, with IAM login)."
  type        = string
  default     = "private"

  validation {
    condition     = contains(["private", "public"], var.webserver_access)
    error_message = "webserver_access must be private or public."
  }
}

variable "subnet_ids" {
  description = "The two private subnets."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) == 2
    error_message = "MWAA takes exactly two subnets."
  }
}

variable "security_group_id" {
  description = "Security group of scheduler, workers and web server."
  type        = string

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "security_group_id must not be empty."
  }
}

variable "code_bucket_arn" {
  description = "Versioned bucket that the deploy step fills."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:s3:::", var.code_bucket_arn))
    error_message = "code_bucket_arn must be the ARN of a bucket."
  }
}

variable "data_bucket_arn" {
  description = "Bucket of dumps and snapshots."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:s3:::", var.data_bucket_arn))
    error_message = "data_bucket_arn must be the ARN of a bucket."
  }
}

variable "data_bucket_kms_key_arn" {
  description = "Key of the data bucket when it is not the environment's own; null when it is, or when the bucket uses S3's key."
  type        = string
  default     = null

  validation {
    condition     = var.data_bucket_kms_key_arn == null || can(regex("^arn:aws:kms:", var.data_bucket_kms_key_arn))
    error_message = "data_bucket_kms_key_arn must be null or the ARN of a KMS key."
  }
}

variable "kms_key_arn" {
  description = "Key of the environment, its logs and its code."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "secrets_kms_key_arn" {
  description = "Key of the connection secrets."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.secrets_kms_key_arn))
    error_message = "secrets_kms_key_arn must be the ARN of a KMS key."
  }
}

variable "connection_secret_arns" {
  description = "Secrets of the Airflow connections: exactly these may be read."
  type        = list(string)

  validation {
    condition     = length(var.connection_secret_arns) > 0 && alltrue([for arn in var.connection_secret_arns : can(regex("^arn:aws:secretsmanager:", arn))])
    error_message = "connection_secret_arns must be ARNs of secrets."
  }
}

variable "connections_prefix" {
  description = "Prefix of the connection secrets' names."
  type        = string

  validation {
    condition     = can(regex("^airflow/([a-z0-9]+/)?connections$", var.connections_prefix))
    error_message = "connections_prefix must be airflow/connections or airflow/<environment>/connections."
  }
}

variable "alert_topic_arn" {
  description = "Topic on which the pipeline reports failures."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:sns:", var.alert_topic_arn))
    error_message = "alert_topic_arn must be the ARN of an SNS topic."
  }
}

variable "spice_enabled" {
  description = "Refresh the SPICE data sets. Their ids are the same in every environment: false where this one has none. Off: the runs skip the refresh, and the right does not exist."
  type        = bool
  default     = true
  nullable    = false
}

variable "enrichment_enabled" {
  description = "Let the pipeline ask Bedrock for missing nationalities. Off: neither the setting nor the right exists."
  type        = bool
  default     = false
}

variable "enrichment_model_id" {
  description = "Bedrock model that may be asked: a model of this region, or an inference profile of Japan (jp.), which Bedrock routes to Tokyo or Osaka. No other profile: names would leave the country."
  type        = string
  default     = "jp.anthropic.claude-haiku-4-5-20251001-v1:0"

  validation {
    condition     = can(regex("^(jp\\.)?[a-z0-9]+\\.[a-z0-9.:-]+$", var.enrichment_model_id)) && !can(regex("^(global|apac|us|us-gov|eu|au|ca|sa|me|af|in)\\.", var.enrichment_model_id))
    error_message = "enrichment_model_id must be the id of a model, or of an inference profile that begins with jp."
  }
}

variable "pipeline_settings" {
  description = "Further settings of the pipeline (include/settings.py), such as { restore_connections = \"2\" } or { restore_workers = \"4\" }. No secrets."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.pipeline_settings) : can(regex("^[a-z][a-z_]+$", name))])
    error_message = "Settings are written in lower case, as in include/settings.py."
  }
}

variable "openlineage_url" {
  description = "Address of an OpenLineage collector inside the VPC; null switches lineage events off. The package ships without the provider that sends them: add apache-airflow-providers-openlineage to requirements.txt first."
  type        = string
  default     = null

  validation {
    condition     = var.openlineage_url == null || can(regex("^https://", var.openlineage_url))
    error_message = "openlineage_url must be null or an https address."
  }
}

variable "log_days" {
  description = "Days for which Airflow's logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_days)
    error_message = "log_days must be a retention that CloudWatch Logs knows."
  }
}

variable "maintenance_window_start" {
  description = "Start of the weekly maintenance in UTC: by default Sunday 03:30 in Tokyo."
  type        = string
  default     = "SAT:18:30"

  validation {
    condition     = can(regex("^(MON|TUE|WED|THU|FRI|SAT|SUN):([01][0-9]|2[0-3]):(00|30)$", var.maintenance_window_start))
    error_message = "maintenance_window_start must look like SAT:18:30."
  }
}

variable "permissions_boundary_arn" {
  description = "Boundary that every role made here carries, so that the apply role of the build may make it; null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws:iam:", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be null or the ARN of a policy."
  }
}
