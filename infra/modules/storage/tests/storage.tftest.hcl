mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_data "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::jram-gghouse" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::tokyobeta-bucket" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000001" }
  }
}

variables {
  name_prefix      = "tokyobeta-prod"
  data_bucket_name = "jram-gghouse"
}

run "production_uses_the_bucket_that_exists" {
  command = plan

  assert {
    condition     = !contains(keys(aws_s3_bucket.this), "data") && output.data_bucket_arn == "arn:aws:s3:::jram-gghouse"
    error_message = "the bucket of the dump host must be looked up, never made or changed"
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.data) == 0
    error_message = "an existing bucket keeps its owner's lifecycle rules"
  }
}

run "every_bucket_is_versioned_encrypted_and_private" {
  command = plan

  variables {
    create_data_bucket = true
  }

  assert {
    condition     = alltrue([for v in aws_s3_bucket_versioning.this : v.versioning_configuration[0].status == "Enabled"]) && length(aws_s3_bucket_versioning.this) == 3
    error_message = "MWAA demands versions, and an overwritten dump must be recoverable"
  }

  assert {
    condition = alltrue([for name, e in aws_s3_bucket_server_side_encryption_configuration.this :
    one(e.rule).apply_server_side_encryption_by_default[0].sse_algorithm == (name == "logs" ? "AES256" : "aws:kms")])
    error_message = "data and code must be encrypted with the project's key"
  }

  assert {
    condition     = alltrue([for b in aws_s3_bucket_public_access_block.this : b.block_public_acls && b.block_public_policy && b.ignore_public_acls && b.restrict_public_buckets])
    error_message = "no bucket may become public"
  }

  assert {
    condition     = alltrue([for p in aws_s3_bucket_policy.this : contains(jsondecode(p.policy).Statement[*].Sid, "RefusePlainHttp")])
    error_message = "every bucket must refuse plain HTTP"
  }
}

run "snapshots_are_kept_for_ever" {
  command = plan

  variables {
    create_data_bucket = true
  }

  assert {
    condition     = toset(output.expiring_prefixes) == toset(["dumps/", "processed/", "quarantine/"])
    error_message = "only dumps and their copies may age out, never snapshots/"
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.data[0].rule) == length(output.expiring_prefixes) + 1
    error_message = "one rule for each prefix that ages out, and one for old versions"
  }
}

run "a_dump_does_not_expire_before_it_has_moved_to_the_last_class" {
  command = plan

  variables {
    dump_expiry_days = 90
  }

  expect_failures = [var.dump_expiry_days]
}
