variable "region" {
  description = "Region of the state bucket."
  type        = string
  default     = "ap-northeast-1"

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region))
    error_message = "region must look like ap-northeast-1."
  }
}

variable "state_bucket_name" {
  description = "Name of the state bucket; null takes tokyobeta-terraform-state- and the account number, because bucket names are unique in the whole world."
  type        = string
  default     = null

  validation {
    condition     = var.state_bucket_name == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state_bucket_name))
    error_message = "state_bucket_name must be a valid S3 bucket name."
  }
}

variable "noncurrent_state_days" {
  description = "Days for which an overwritten state stays recoverable."
  type        = number
  default     = 180

  validation {
    condition     = var.noncurrent_state_days >= 30
    error_message = "noncurrent_state_days must be at least 30."
  }
}

variable "create_lock_table" {
  description = "Also make the DynamoDB lock table, for clients older than Terraform 1.11."
  type        = bool
  default     = false
}
