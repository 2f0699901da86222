# How long objects live. A bucket that is not made here keeps its owner's rules.

locals {
  # Snapshots are the only source of history after a loss of the database: snapshots/ must never stand here.
  # The published figures are below it, too.
  expiring_prefixes = ["dumps/", "processed/", "quarantine/"]
}

resource "aws_s3_bucket_lifecycle_configuration" "code_and_logs" {
  for_each = { for name, bucket in aws_s3_bucket.this : name => bucket if name != "data" }

  bucket = each.value.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = each.key == "logs" ? [1] : []

    content {
      id     = "expire-access-logs"
      status = "Enabled"

      filter {}

      expiration {
        days = var.access_log_days
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "data" {
  # checkov:skip=CKV_AWS_300: the rule old-versions ends unfinished uploads in the whole bucket
  count = var.create_data_bucket ? 1 : 0

  bucket = aws_s3_bucket.this["data"].id

  dynamic "rule" {
    for_each = local.expiring_prefixes

    content {
      id     = "age-out-${trimsuffix(rule.value, "/")}"
      status = "Enabled"

      filter {
        prefix = rule.value
      }

      transition {
        days          = 30
        storage_class = "STANDARD_IA"
      }

      transition {
        days          = 90
        storage_class = "GLACIER_IR"
      }

      expiration {
        days = var.dump_expiry_days
      }
    }
  }

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
