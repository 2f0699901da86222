variable "name_prefix" {
  description = "Prefix of every resource name, such as tokyobeta-prod."
  type        = string

  validation {
    condition     = can(regex("^tokyobeta-[a-z][a-z0-9]{1,9}$", var.name_prefix))
    error_message = "name_prefix must be tokyobeta- and a short lower-case environment name."
  }
}

variable "secret_prefix" {
  description = "Prefix of Airflow's connection secrets. The environment stands in it, so two environments can share an account."
  type        = string

  validation {
    condition     = can(regex("^airflow/[a-z0-9]+/connections$|^airflow/connections$", var.secret_prefix))
    error_message = "secret_prefix must be airflow/connections or airflow/<environment>/connections."
  }
}

variable "database_reader_host" {
  description = "Reader endpoint of the cluster: a further address for the connection that only reads; rotation logs in at the writer."
  type        = string

  validation {
    condition     = length(var.database_reader_host) > 0 && !can(regex("[/:@]", var.database_reader_host))
    error_message = "database_reader_host must be a plain host name."
  }
}

variable "rotation_schedule" {
  description = "When passwords change: an EventBridge cron expression in UTC. By default 13:00 in Tokyo on the first of a month."
  type        = string
  default     = "cron(0 4 1 * ? *)"

  validation {
    condition     = can(regex("^cron\\(0 ([1-9]|1[0-7]) [0-9*/?L]+ \\* [A-Z0-9*?]+ \\*\\)$", var.rotation_schedule))
    error_message = "Write cron(0 H D * W *) with H from 1 to 17: the run and its retries need 18:00 to 00:59 UTC."
  }
}

variable "rotation_window" {
  description = "Longest time after the start in which the rotation may happen."
  type        = string
  default     = "2h"

  validation {
    condition     = can(regex("^[1-4]h$", var.rotation_window))
    error_message = "rotation_window must be 1h to 4h."
  }
}

variable "tls_ca_path" {
  description = "Path, on MWAA, of the CA bundle of RDS that the pipeline verifies the cluster against; the deploy runbook puts it there."
  type        = string
  default     = "/usr/local/airflow/dags/certs/rds-bundle.pem"

  validation {
    condition     = startswith(var.tls_ca_path, "/") && endswith(var.tls_ca_path, ".pem")
    error_message = "tls_ca_path must be an absolute path of a .pem file."
  }
}

variable "rotation_enabled" {
  description = "Rotate passwords. Off only until the database users exist (first day, see the deploy runbook)."
  type        = bool
  default     = true
}

variable "rotation_application_version" {
  description = "Version of the AWS rotation function in the Serverless Application Repository; null takes the newest at the first apply."
  type        = string
  default     = null

  validation {
    condition     = var.rotation_application_version == null || can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", var.rotation_application_version))
    error_message = "rotation_application_version must look like 1.1.367."
  }
}

variable "subnet_ids" {
  description = "Private subnets of the rotation function."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "Give at least two subnets."
  }
}

variable "rotation_security_group_id" {
  description = "Security group of the rotation function."
  type        = string

  validation {
    condition     = length(var.rotation_security_group_id) > 0
    error_message = "rotation_security_group_id must not be empty."
  }
}

variable "recovery_days" {
  description = "Days for which a deleted secret can be brought back; 0 deletes at once (throw-away environments)."
  type        = number
  default     = 30

  validation {
    condition     = var.recovery_days == 0 || var.recovery_days >= 7 && var.recovery_days <= 30
    error_message = "recovery_days must be 0 or 7 to 30."
  }
}
