provider "aws" {
  region = var.region

  # Refuses to touch any other account (incident 31: hours of work with the wrong profile).
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      Project     = "tokyobeta"
      Environment = local.environment
      ManagedBy   = "terraform"
      Owner       = "JRAM"
      DataClass   = "personal"
    }
  }
}
