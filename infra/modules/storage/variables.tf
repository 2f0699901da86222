variable "name_prefix" {
  description = "Prefix of every resource name, such as tokyobeta-prod."
  type        = string

  validation {
    condition     = can(regex("^tokyobeta-[a-z][a-z0-9]{1,9}$", var.name_prefix))
    error_message = "name_prefix must be tokyobeta- and a short lower-case environment name."
  }
}

variable "data_bucket_name" {
  description = "Bucket of dumps, manifests, snapshots and the archive. In production it exists already (jram-gghouse)."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.data_bucket_name))
    error_message = "data_bucket_name must be a valid S3 bucket name."
  }
}

variable "create_data_bucket" {
  description = "Make the data bucket. False where it exists already and is also written by others: it is then only looked up."
  type        = bool
  default     = false
}

variable "dump_expiry_days" {
  description = "Days after which a dump and its processed copy are deleted in a bucket made here; snapshots are never deleted."
  type        = number
  default     = 400

  validation {
    condition     = var.dump_expiry_days > 90
    error_message = "dump_expiry_days must be over 90: S3 refuses an expiry that is not after the last move to a cheaper class, on day 90."
  }
}

variable "noncurrent_days" {
  description = "Days for which an overwritten or deleted object stays recoverable."
  type        = number
  default     = 90

  validation {
    condition     = var.noncurrent_days >= 7
    error_message = "noncurrent_days must be at least 7."
  }
}

variable "access_log_days" {
  description = "Days for which S3 access logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = var.access_log_days >= 90
    error_message = "access_log_days must be at least 90."
  }
}

variable "force_destroy" {
  description = "Let terraform destroy delete buckets that are not empty. Only for throw-away environments."
  type        = bool
  default     = false
}
