mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::tokyobeta-terraform-state-123456789012" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000001" }
  }
}

run "state_is_versioned_encrypted_and_private" {
  command = plan

  assert {
    condition     = aws_s3_bucket_versioning.state.versioning_configuration[0].status == "Enabled"
    error_message = "an overwritten state must be recoverable"
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms"
    error_message = "the state must be encrypted with the project's own key"
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.state.block_public_policy && aws_s3_bucket_public_access_block.state.restrict_public_buckets
    error_message = "the state must never be public"
  }

  assert {
    condition     = aws_s3_bucket.state.bucket == "tokyobeta-terraform-state-123456789012"
    error_message = "the default name must carry the account number"
  }

  assert {
    condition     = contains(jsondecode(aws_s3_bucket_policy.state.policy).Statement[*].Sid, "RefusePlainHttp")
    error_message = "the bucket must refuse plain HTTP"
  }

  assert {
    condition = alltrue([for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement : s.Effect == "Deny"]) && one([
      for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement : s.Condition.StringNotEquals["s3:x-amz-server-side-encryption"] if s.Sid == "RefuseOtherEncryption"
      ]) == "aws:kms" && one([
      for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement : s.Condition.StringNotEquals["s3:x-amz-server-side-encryption-aws-kms-key-id"] if s.Sid == "RefuseAnyOtherKmsKey"
    ]) == aws_kms_key.state.arn
    error_message = "a backend without the key would leave a state under S3's own"
  }

  assert {
    condition     = length(aws_dynamodb_table.locks) == 0
    error_message = "Terraform 1.11 locks in the bucket: no table by default"
  }
}

run "an_older_client_can_have_the_lock_table" {
  command = plan

  variables {
    create_lock_table = true
  }

  assert {
    condition     = aws_dynamodb_table.locks[0].hash_key == "LockID" && aws_dynamodb_table.locks[0].deletion_protection_enabled
    error_message = "the lock table needs the key that Terraform expects and deletion protection"
  }
}

run "the_bucket_has_the_name_that_is_given" {
  command = plan

  variables {
    state_bucket_name = "somebody-elses-states"
  }

  assert {
    condition     = output.state_bucket == "somebody-elses-states"
    error_message = "names are unique in the world: the default may be taken"
  }
}

run "a_bucket_name_that_s3_refuses_is_refused_here" {
  command = plan

  variables {
    state_bucket_name = "Not_A_Bucket"
  }

  expect_failures = [var.state_bucket_name]
}
