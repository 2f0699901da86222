variable "name_prefix" {
  description = "Prefix of every resource name, such as tokyobeta-prod."
  type        = string

  validation {
    condition     = can(regex("^tokyobeta-[a-z][a-z0-9]{1,9}$", var.name_prefix))
    error_message = "name_prefix must be tokyobeta- and a short lower-case environment name."
  }
}

variable "kms_key_arn" {
  description = "Key of the alert topic."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "alert_emails" {
  description = "Who is told. Two people, so that one holiday does not silence the alarms; each must confirm the first e-mail."
  type        = list(string)

  validation {
    condition     = length(distinct(var.alert_emails)) >= 2 && alltrue([for a in var.alert_emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", a))])
    error_message = "Give at least two different e-mail addresses."
  }
}

variable "alarms_enabled" {
  description = "Let alarms send messages. False mutes development; the alarms still show their state."
  type        = bool
  default     = true
}

variable "mwaa_environment_name" {
  description = "Airflow environment, as dimension of its metrics."
  type        = string

  validation {
    condition     = length(var.mwaa_environment_name) > 0
    error_message = "mwaa_environment_name must not be empty."
  }
}

variable "aurora_instance_identifiers" {
  description = "Instances, as dimensions of their metrics."
  type        = list(string)

  validation {
    condition     = length(var.aurora_instance_identifiers) >= 1
    error_message = "Give at least one instance."
  }
}

variable "data_set_ids" {
  description = "QuickSight data sets whose rows the pipeline reports; none where it does not refresh SPICE: their alarms would be red for ever."
  type        = set(string)

  validation {
    condition     = alltrue([for id in var.data_set_ids : startswith(id, "tokyobeta-")])
    error_message = "Ids of data sets begin with tokyobeta-."
  }
}

variable "watched_tables" {
  description = "Whose age the pipeline reports, and how many days old each may be: LIMITS in include/freshness/freshness.py (a test compares)."
  type        = map(number)
  default = {
    "movings"         = 2
    "tenants"         = 2
    "rooms"           = 7
    "apartments"      = 30
    "published dump"  = 1
    "tenant snapshot" = 1
    "gold"            = 1
  }

  validation {
    condition     = length(var.watched_tables) > 0 && alltrue([for limit in values(var.watched_tables) : limit > 0])
    error_message = "Watch at least one table, each with a positive number of days."
  }
}

variable "thresholds" {
  description = "Limits of the alarms. Sources: 15 minutes, 80 % CPU and 10 GB are those agreed for the predecessor; restore and dump are 60 % of the task's hour and of 20 GB (docs/adr/0025)."
  type = object({
    run_duration_seconds = optional(number, 900)
    restore_seconds      = optional(number, 2160)
    dump_bytes           = optional(number, 12000000000)
    queued_tasks         = optional(number, 20)
    cpu_percent          = optional(number, 80)
    local_storage_bytes  = optional(number, 10737418240)
  })
  default = {}

  validation {
    condition     = alltrue([for limit in values(var.thresholds) : limit > 0])
    error_message = "Every limit must be positive."
  }
}

variable "monthly_budget_usd" {
  description = "Budget of the account's tokyobeta resources per month; a message goes out at 80 % and when the forecast exceeds it. 0: none."
  type        = number
  default     = 1200

  validation {
    condition     = var.monthly_budget_usd >= 0
    error_message = "monthly_budget_usd must not be negative."
  }
}
