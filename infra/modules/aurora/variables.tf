variable "name_prefix" {
  description = "Prefix of every resource name, such as tokyobeta-prod."
  type        = string

  validation {
    condition     = can(regex("^tokyobeta-[a-z][a-z0-9]{1,9}$", var.name_prefix))
    error_message = "name_prefix must be tokyobeta- and a short lower-case environment name."
  }
}

variable "subnet_ids" {
  description = "Private subnets of the cluster, in at least two zones."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "Aurora needs subnets in two zones."
  }
}

variable "security_group_id" {
  description = "Security group that names who may connect."
  type        = string

  validation {
    condition     = length(var.security_group_id) > 0
    error_message = "security_group_id must not be empty."
  }
}

variable "kms_key_arn" {
  description = "Key of the data, the backups, the logs and the administrator's password."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "engine_version" {
  description = "Aurora MySQL 3 (MySQL 8.0) version. By default the line with long-term support, 3.10: other minor versions live for about a year, then AWS replaces them in its own window (docs/runbooks/upgrade.md)."
  type        = string
  default     = "8.0.mysql_aurora.3.10.4"
  nullable    = false

  validation {
    condition     = can(regex("^8\\.0\\.mysql_aurora\\.3\\.([1-9][0-9])\\.[0-9]+$", var.engine_version))
    error_message = "engine_version must be Aurora MySQL 3.10 (long-term support) or a later 3.x."
  }
}

variable "instance_class" {
  description = "Class of the instances."
  type        = string
  default     = "db.t4g.medium"

  validation {
    condition     = can(regex("^db\\.(t4g\\.(medium|large)|r[6-8]g\\.[a-z0-9]+|serverless)$", var.instance_class))
    error_message = "instance_class must be db.t4g.medium, db.t4g.large, a db.r6g to db.r8g class or db.serverless."
  }
}

variable "instance_count" {
  description = "1 (writer only) or more (writer and readers, each ready to take over)."
  type        = number
  default     = 2

  validation {
    condition     = var.instance_count >= 1 && var.instance_count <= 5
    error_message = "instance_count must be 1 to 5."
  }
}

variable "backup_days" {
  description = "Days of point-in-time recovery."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35
    error_message = "backup_days must be 7 to 35."
  }
}

variable "backup_window_utc" {
  description = "Daily backup window in UTC: by default 02:00 to 03:00 in Tokyo, before the dump."
  type        = string
  default     = "17:00-18:00"

  validation {
    condition     = can(regex("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", var.backup_window_utc))
    error_message = "backup_window_utc must look like 17:00-18:00."
  }
}

variable "maintenance_window_utc" {
  description = "Weekly maintenance window in UTC: by default Sunday 04:00 to 05:00 in Tokyo. It may not touch the backup window."
  type        = string
  default     = "sat:19:00-sat:20:00"

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$", var.maintenance_window_utc))
    error_message = "maintenance_window_utc must look like sat:19:00-sat:20:00."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the cluster. False only in throw-away environments."
  type        = bool
  default     = true
}

variable "log_days" {
  description = "Days for which the database logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_days)
    error_message = "log_days must be a retention that CloudWatch Logs knows."
  }
}

variable "max_connections" {
  description = "Most connections at once. A connection costs memory: Aurora itself gives a db.t4g.medium about 90, and the pipeline with QuickSight needs some 40."
  type        = number
  default     = 200

  validation {
    condition     = var.max_connections >= 50 && var.max_connections <= 5000
    error_message = "max_connections must be 50 to 5000."
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
