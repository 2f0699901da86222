# Bucket and key belong to the account, so they are given at init (outputs of infra/bootstrap):
#   terraform init -backend-config="bucket=<state_bucket>" -backend-config="kms_key_id=<state_key_arn>"
# Without the key, encrypt asks for S3's own, and the bucket refuses that.
terraform {
  backend "s3" {
    key          = "prod/terraform.tfstate"
    region       = "ap-northeast-1"
    encrypt      = true
    use_lockfile = true
  }
}
