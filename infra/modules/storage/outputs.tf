output "data_bucket" {
  description = "Name of the bucket of dumps and snapshots."
  value       = var.data_bucket_name
}

output "data_bucket_arn" {
  description = "ARN of the bucket of dumps and snapshots."
  value       = local.data_bucket_arn
}

output "mwaa_bucket" {
  description = "Name of the bucket that the deploy step fills with code."
  value       = aws_s3_bucket.this["mwaa"].id
}

output "mwaa_bucket_arn" {
  description = "ARN of the code bucket."
  value       = aws_s3_bucket.this["mwaa"].arn
}

output "kms_key_arn" {
  description = "Key of all data at rest."
  value       = aws_kms_key.data.arn
}

output "expiring_prefixes" {
  description = "Prefixes of the data bucket whose objects age out, where the bucket is made here."
  value       = local.expiring_prefixes
}
