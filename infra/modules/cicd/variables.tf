variable "name_prefix" {
  description = "Prefix of every resource name, such as tokyobeta-prod."
  type        = string

  validation {
    condition     = can(regex("^tokyobeta-[a-z][a-z0-9]{1,9}$", var.name_prefix))
    error_message = "name_prefix must be tokyobeta- and a short lower-case environment name."
  }
}

variable "repository" {
  description = "GitHub repository whose workflows may take the roles, as owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository must be owner/name, without a wildcard."
  }
}

variable "repository_ids" {
  description = "Numbers of the repository and of its owner, for a repository made, renamed or transferred since 2026-07-15 (docs/runbooks/deploy.md, step 8); null for an older one."
  type        = object({ owner = number, repository = number })
  default     = null

  validation {
    condition     = var.repository_ids == null ? true : alltrue([for id in values(var.repository_ids) : id >= 1 && floor(id) == id])
    error_message = "repository_ids must be null or two whole numbers."
  }
}

variable "github_environment" {
  description = "GitHub environment with required reviewers: only its jobs may apply and release."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.github_environment))
    error_message = "github_environment must be a lower-case name, without a wildcard."
  }
}

variable "create_oidc_provider" {
  description = "Make GitHub's identity provider. An account has one: false where another environment has made it."
  type        = bool
  default     = true
}

variable "state_bucket" {
  description = "Bucket of the Terraform state."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "state_bucket must be a bucket name."
  }
}

variable "state_key" {
  description = "Object of this environment's state."
  type        = string

  validation {
    condition     = endswith(var.state_key, ".tfstate")
    error_message = "state_key must end in .tfstate."
  }
}

variable "state_kms_key_arn" {
  description = "Key of the Terraform state."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.state_kms_key_arn))
    error_message = "state_kms_key_arn must be the ARN of a KMS key."
  }
}

variable "kms_key_arn" {
  description = "Key of the code bucket."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "code_bucket_arn" {
  description = "Bucket that a release fills."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:s3:::", var.code_bucket_arn))
    error_message = "code_bucket_arn must be the ARN of a bucket."
  }
}

variable "data_bucket_arn" {
  description = "Bucket with personal data: none of the roles may read its objects."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:s3:::", var.data_bucket_arn))
    error_message = "data_bucket_arn must be the ARN of a bucket."
  }
}

variable "manages_data_bucket" {
  description = "The data bucket is made by this environment, so that the apply role may change its settings; never its objects."
  type        = bool
  default     = false
}

variable "mwaa_environment_arn" {
  description = "Airflow environment that a release updates."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:airflow:", var.mwaa_environment_arn))
    error_message = "mwaa_environment_arn must be the ARN of an Airflow environment."
  }
}

variable "mwaa_execution_role_arn" {
  description = "Role that a release passes back to the environment it updates."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:iam:", var.mwaa_execution_role_arn))
    error_message = "mwaa_execution_role_arn must be the ARN of a role."
  }
}

variable "session_hours" {
  description = "Longest session of a workflow. Making an Airflow environment takes half an hour, a cluster 15 minutes."
  type        = number
  default     = 2

  validation {
    condition     = var.session_hours >= 1 && var.session_hours <= 4
    error_message = "session_hours must be 1 to 4."
  }
}
