# The bucket's name carries the account number, so it is given at init:
#   terraform init -backend-config="bucket=tokyobeta-terraform-state-<account>"
terraform {
  backend "s3" {
    key          = "prod/terraform.tfstate"
    region       = "ap-northeast-1"
    encrypt      = true
    use_lockfile = true
  }
}
