# The key of all data at rest and the buckets. One data key per environment: Aurora, S3, MWAA, logs and alerts share
# it; the database passwords have a key of their own (module secrets), so that reading data and reading passwords
# are separate rights.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.name

  # Buckets made here, all of the same make.
  buckets = merge(
    {
      mwaa = "${var.name_prefix}-mwaa-${local.account}"
      logs = "${var.name_prefix}-access-logs-${local.account}"
    },
    var.create_data_bucket ? { data = var.data_bucket_name } : {},
  )

  data_bucket_arn = var.create_data_bucket ? aws_s3_bucket.this["data"].arn : data.aws_s3_bucket.existing[0].arn
}

data "aws_s3_bucket" "existing" {
  count = var.create_data_bucket ? 0 : 1

  bucket = var.data_bucket_name
}

resource "aws_s3_bucket" "this" {
  # checkov:skip=CKV2_AWS_62: nothing reacts to objects; the pipeline looks for them on its schedule
  # checkov:skip=CKV_AWS_144: personal data stays in Tokyo; versions protect against deletion
  # checkov:skip=CKV_AWS_145: stands beside, for each bucket; the scanner sometimes loses it over for_each, our tests do not
  # checkov:skip=CKV_AWS_18: the same
  # checkov:skip=CKV_AWS_21: the same
  # checkov:skip=CKV2_AWS_6: the same
  # checkov:skip=CKV2_AWS_61: the same
  for_each = local.buckets

  bucket        = each.value
  force_destroy = var.force_destroy

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      # S3 cannot deliver access logs into a bucket whose default is a customer key.
      sse_algorithm     = each.key == "logs" ? "AES256" : "aws:kms"
      kms_master_key_id = each.key == "logs" ? null : aws_kms_key.data.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = aws_s3_bucket.this

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_logging" "this" {
  for_each = { for name, bucket in aws_s3_bucket.this : name => bucket if name != "logs" }

  bucket        = each.value.id
  target_bucket = aws_s3_bucket.this["logs"].id
  target_prefix = "${each.key}/"

  # S3 refuses a target that does not let it deliver.
  depends_on = [aws_s3_bucket_policy.this]
}

resource "aws_s3_bucket_policy" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "RefusePlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = [each.value.arn, "${each.value.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      each.key != "logs" ? [] : [{
        Sid       = "S3DeliversAccessLogs"
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${each.value.arn}/*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      }],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
