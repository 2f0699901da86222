output "state_bucket" {
  description = "Bucket for the backend configuration of every environment."
  value       = aws_s3_bucket.state.bucket
}

output "state_key_arn" {
  description = "KMS key of the state: kms_key_id of every backend; the plan and apply roles need it too."
  value       = aws_kms_key.state.arn
}

output "lock_table" {
  description = "Name of the lock table, or null."
  value       = one(aws_dynamodb_table.locks[*].name)
}
