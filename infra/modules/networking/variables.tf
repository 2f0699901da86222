variable "name_prefix" {
  description = "Prefix of every resource name, such as tokyobeta-prod."
  type        = string

  validation {
    condition     = can(regex("^tokyobeta-[a-z][a-z0-9]{1,9}$", var.name_prefix))
    error_message = "name_prefix must be tokyobeta- and a short lower-case environment name."
  }
}

variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0)) && startswith(var.vpc_cidr, "10.")
    error_message = "vpc_cidr must be a private range below 10.0.0.0/8."
  }
}

variable "availability_zones" {
  description = "The two zones of the private subnets. Zone b of Tokyo is closed to new accounts, hence a and c."
  type        = list(string)
  default     = ["ap-northeast-1a", "ap-northeast-1c"]

  validation {
    condition     = length(var.availability_zones) == 2 && length(distinct(var.availability_zones)) == 2
    error_message = "Give exactly two different zones: MWAA and Aurora need two, more only cost endpoints."
  }
}

variable "private_subnet_cidrs" {
  description = "Ranges of the private subnets, one per zone: everything runs here."
  type        = list(string)
  default     = ["10.0.10.0/24", "10.0.11.0/24"]

  validation {
    condition     = length(var.private_subnet_cidrs) == 2 && alltrue([for c in var.private_subnet_cidrs : can(cidrhost(c, 0))])
    error_message = "Give exactly two valid ranges."
  }
}

variable "public_subnet_cidrs" {
  description = "Ranges of the public subnets, one per zone: they hold the NAT gateway and nothing else."
  type        = list(string)
  default     = ["10.0.0.0/24", "10.0.1.0/24"]

  validation {
    condition     = length(var.public_subnet_cidrs) == 2 && alltrue([for c in var.public_subnet_cidrs : can(cidrhost(c, 0))])
    error_message = "Give exactly two valid ranges."
  }
}

variable "nat_gateways" {
  description = "0 (no way out: packages must be shipped with the code), 1 (shared) or 2 (one per zone)."
  type        = number
  default     = 1

  validation {
    condition     = contains([0, 1, 2], var.nat_gateways)
    error_message = "nat_gateways must be 0, 1 or 2."
  }

  validation {
    condition     = var.nat_gateways > 0 || contains(var.interface_endpoints, "secretsmanager")
    error_message = "Without NAT and without an endpoint for secretsmanager neither Airflow nor the rotation can read a password."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached over private interface endpoints, as the last part of the service name. Null takes the default."
  type        = set(string)
  nullable    = false
  default = [
    "airflow.api", "airflow.env", "bedrock-runtime", "kms", "logs", "monitoring", "secretsmanager", "sns", "sqs", "sts",
  ]

  validation {
    condition = alltrue([for s in var.interface_endpoints : contains([
      "airflow.api", "airflow.env", "bedrock-runtime", "ecr.api", "ecr.dkr", "kms", "logs", "monitoring",
      "quicksight-website", "secretsmanager", "sns", "sqs", "ssm", "ssmmessages", "sts",
    ], s)])
    error_message = "Unknown endpoint. QuickSight offers one only for its web pages (quicksight-website), none for its API."
  }
}

variable "interface_endpoint_zones" {
  description = "In how many zones each interface endpoint stands: 1 halves the price, 2 survives the loss of a zone."
  type        = number
  default     = 2

  validation {
    condition     = contains([1, 2], var.interface_endpoint_zones)
    error_message = "interface_endpoint_zones must be 1 or 2."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the VPC flow logs."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "flow_log_days" {
  description = "Days for which flow logs are kept; CloudWatch takes only certain numbers."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.flow_log_days)
    error_message = "flow_log_days must be a retention that CloudWatch Logs knows."
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
