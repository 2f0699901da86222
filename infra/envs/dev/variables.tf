variable "account_id" {
  description = "AWS account of development; Terraform refuses every other one."
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

variable "state_kms_key_arn" {
  description = "Key of the Terraform state: the output state_key_arn of infra/bootstrap."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.state_kms_key_arn))
    error_message = "state_kms_key_arn must be the ARN of a KMS key."
  }
}

variable "quicksight_enabled" {
  description = "Make data sets and dashboards as well. Their ids are the same in every environment: only in an account without production."
  type        = bool
  default     = false
}

variable "quicksight_owner_arns" {
  description = "QuickSight users or groups that own data sets and dashboards."
  type        = set(string)
  default     = []

  validation {
    condition     = !var.quicksight_enabled || length(var.quicksight_owner_arns) > 0
    error_message = "With quicksight_enabled, give at least one owner."
  }
}

variable "first_day" {
  description = "First apply of a new account: without Airflow (its package must be in the bucket first), without password rotation and without QuickSight (both need the database users)."
  type        = bool
  default     = false
}

variable "create_oidc_provider" {
  description = "Make what an account has only once: GitHub's identity provider and QuickSight's secrets role. False beside production."
  type        = bool
  default     = true
}
