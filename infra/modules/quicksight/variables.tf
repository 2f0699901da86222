variable "name_prefix" {
  description = "Prefix of every resource name, such as tokyobeta-prod."
  type        = string

  validation {
    condition     = can(regex("^tokyobeta-[a-z][a-z0-9]{1,9}$", var.name_prefix))
    error_message = "name_prefix must be tokyobeta- and a short lower-case environment name."
  }
}

variable "assets_dir" {
  description = "Folder of the dashboards: include/quicksight/assets of the repository."
  type        = string

  validation {
    condition     = length(fileset(var.assets_dir, "dashboards/*.json")) > 0
    error_message = "assets_dir holds no dashboards/*.json."
  }
}

variable "models_dir" {
  description = "Folder of the dbt models that data sets show: dbt/models/gold/bi of the repository."
  type        = string

  validation {
    condition     = length(fileset(var.models_dir, "*.yml")) > 0
    error_message = "models_dir holds no *.yml."
  }
}

variable "subnet_ids" {
  description = "Private subnets of the VPC connection."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A VPC connection needs two subnets."
  }
}

variable "security_group_id" {
  description = "Security group of the VPC connection."
  type        = string

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "security_group_id must not be empty."
  }
}

variable "database_host" {
  description = "Reader endpoint of the cluster."
  type        = string

  validation {
    condition     = length(var.database_host) > 0
    error_message = "database_host must not be empty."
  }
}

variable "database_port" {
  description = "Port of the cluster."
  type        = number
  default     = 3306

  validation {
    condition     = var.database_port > 0 && var.database_port < 65536
    error_message = "database_port must be a port number."
  }
}

variable "reader_secret_arn" {
  description = "Secret of the database user tokyobeta_quicksight."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:secretsmanager:", var.reader_secret_arn))
    error_message = "reader_secret_arn must be the ARN of a secret."
  }
}

variable "secrets_kms_key_arn" {
  description = "Key of that secret."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.secrets_kms_key_arn))
    error_message = "secrets_kms_key_arn must be the ARN of a KMS key."
  }
}

variable "create_secrets_role" {
  description = "Make the role with which QuickSight reads secrets. Its name is fixed by QuickSight, so an account has one: false where it exists. The right to read this environment's secret is added to it in both cases."
  type        = bool
  default     = true
}

variable "owner_arns" {
  description = "QuickSight users or groups that own data source, data sets and dashboards: the people who change them."
  type        = set(string)

  validation {
    condition     = length(var.owner_arns) > 0 && alltrue([for arn in var.owner_arns : can(regex("^arn:aws:quicksight:", arn))])
    error_message = "Give at least one ARN of a QuickSight user or group."
  }
}

variable "group_members" {
  description = "User names of each organisation's group."
  type        = map(set(string))
  default     = {}

  validation {
    condition     = alltrue([for group in keys(var.group_members) : contains(["Warburg_PE", "JRAM_SPC", "Tosei_AM", "GGhouse_PM"], group)])
    error_message = "Groups are Warburg_PE, JRAM_SPC, Tosei_AM and GGhouse_PM."
  }
}

variable "row_level_security" {
  description = "Filter rows by include/quicksight/assets/row_level_security. Off: all four organisations see everything, as today."
  type        = bool
  default     = false
}

variable "refresh_time" {
  description = "Tokyo time of the fallback refresh of SPICE; the pipeline refreshes earlier, right after gold."
  type        = string
  default     = "08:30"

  validation {
    condition     = can(regex("^(0[89]|1[0-9]):[0-5][0-9]$", var.refresh_time))
    error_message = "refresh_time must be 08:00 to 19:59: after the run."
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
