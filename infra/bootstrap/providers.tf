provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project   = "tokyobeta"
      ManagedBy = "terraform"
      Component = "bootstrap"
    }
  }
}
