mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/tokyobeta-prod-boundary" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }
}

variables {
  name_prefix             = "tokyobeta-prod"
  repository              = "example/tokyobeta"
  github_environment      = "prod"
  state_bucket            = "tokyobeta-terraform-state-123456789012"
  state_key               = "prod/terraform.tfstate"
  state_kms_key_arn       = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000003"
  kms_key_arn             = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000001"
  code_bucket_arn         = "arn:aws:s3:::tokyobeta-prod-mwaa-123456789012"
  data_bucket_arn         = "arn:aws:s3:::jram-gghouse"
  mwaa_environment_arn    = "arn:aws:airflow:ap-northeast-1:123456789012:environment/tokyobeta-prod"
  mwaa_execution_role_arn = "arn:aws:iam::123456789012:role/tokyobeta-prod-mwaa-execution"
}

run "only_jobs_of_this_repository_can_take_a_role" {
  command = plan

  assert {
    condition = { for name, r in aws_iam_role.github : name => jsondecode(r.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] } == {
      plan    = ["repo:example/tokyobeta:pull_request", "repo:example/tokyobeta:ref:refs/heads/main"]
      apply   = ["repo:example/tokyobeta:environment:prod"]
      release = ["repo:example/tokyobeta:environment:prod"]
    }
    error_message = "the subject must be exact: no wildcard, changes only from the protected environment"
  }
}

run "a_repository_made_since_july_2026_proves_itself_by_its_numbers" {
  command = plan

  variables {
    repository_ids = { owner = 1001, repository = 2002 }
  }

  assert {
    condition = { for name, r in aws_iam_role.github : name => jsondecode(r.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] } == {
      plan    = ["repo:example@1001/tokyobeta@2002:pull_request", "repo:example@1001/tokyobeta@2002:ref:refs/heads/main"]
      apply   = ["repo:example@1001/tokyobeta@2002:environment:prod"]
      release = ["repo:example@1001/tokyobeta@2002:environment:prod"]
    }
    error_message = "GitHub's new subjects, and no longer the name alone, which somebody else could take over"
  }
}

run "half_a_number_is_refused" {
  command = plan

  variables {
    repository_ids = { owner = 1.5, repository = 2 }
  }

  expect_failures = [var.repository_ids]
}

run "plan_changes_nothing" {
  command = plan

  assert {
    condition = alltrue(flatten([for s in jsondecode(aws_iam_role_policy.github["plan"].policy).Statement :
    [for a in s.Action : can(regex(":(Get|List|Describe|View|Decrypt)", a))] if s.Effect == "Allow" && !contains(["ReportDrift", "EncryptTheReport"], s.Sid)]))
    error_message = "every action of plan is a reading one, but for its report"
  }

  assert {
    condition = alltrue(flatten([for s in jsondecode(aws_iam_role_policy.github["plan"].policy).Statement :
    [for a in s.Action : !contains(["s3:Get*", "s3:*", "secretsmanager:Get*", "*"], a)] if s.Effect == "Allow"]))
    error_message = "plan reads configuration, not content"
  }
}

run "drift_is_reported_to_the_alert_topic_and_nowhere_else" {
  command = plan

  assert {
    condition = [for s in jsondecode(aws_iam_role_policy.github["plan"].policy).Statement : s.Resource
    if s.Effect == "Allow" && contains(s.Action, "sns:Publish")] == ["arn:aws:sns:ap-northeast-1:123456789012:tokyobeta-prod-alerts"]
    error_message = "one topic"
  }

  assert {
    condition = one([for s in jsondecode(aws_iam_role_policy.github["plan"].policy).Statement : s.Condition.StringEquals["kms:ViaService"]
    if s.Sid == "EncryptTheReport"]) == "sns.ap-northeast-1.amazonaws.com"
    error_message = "the data key for messages only"
  }
}

run "plan_and_apply_can_look_up_every_bucket" {
  command = plan

  assert {
    condition = alltrue([for name in ["plan", "apply"] : length(setsubtract(
      ["arn:aws:s3:::tokyobeta-terraform-state-123456789012", "arn:aws:s3:::tokyobeta-prod-*", "arn:aws:s3:::jram-gghouse"],
      flatten([for s in jsondecode(aws_iam_role_policy.github[name].policy).Statement : s.Resource
    if s.Effect == "Allow" && contains(s.Action, "s3:ListBucket")]))) == 0])
    error_message = "without s3:ListBucket neither the state nor a bucket can be refreshed"
  }
}

run "no_role_sees_personal_data_or_passwords" {
  command = plan

  assert {
    condition = alltrue([for p in aws_iam_role_policy.github : length(setsubtract(
      ["NeverPersonalData", "NeverPasswords", "NeverTheOwnRoles"],
    [for s in jsondecode(p.policy).Statement : s.Sid if s.Effect == "Deny"])) == 0])
    error_message = "the three refusals stand in every role"
  }
}

# A pattern of IAM is met by an action if the pattern's text, with * for any characters, is. Each name below is what a
# refresh calls for a resource that a Deny names: objects and secrets are content, and no refresh asks for content.
run "no_refusal_stops_a_refresh" {
  command = plan

  assert {
    condition = alltrue(flatten([for p in aws_iam_role_policy.github : [for s in jsondecode(p.policy).Statement : [
      for a in flatten([s.Action]) : [
        for read in [
          "iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:ListRoleTags",
          "iam:ListInstanceProfilesForRole", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions",
          "iam:ListPolicyTags", "iam:ListEntitiesForPolicy", "iam:GetOpenIDConnectProvider",
          "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy", "secretsmanager:ListSecretVersionIds",
          "s3:ListBucket", "s3:GetBucketPolicy", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration",
          "s3:GetLifecycleConfiguration",
        ] : !can(regex("^${replace(replace(a, "?", "."), "*", ".*")}$", read))
      ]
    ] if s.Effect == "Deny"]]))
    error_message = "a plan reads the roles, secrets and buckets that a refusal is about"
  }

  assert {
    condition = alltrue(flatten([for p in aws_iam_role_policy.github : [for s in jsondecode(p.policy).Statement : [
      for a in flatten([s.Action]) : can(regex("^iam:(Add|Attach|Create|Delete|Detach|Put|Remove|Set|Update)[A-Za-z]+$", a)) ||
      contains(["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*", "secretsmanager:GetSecretValue"], a)
    ] if s.Effect == "Deny"]]))
    error_message = "a refusal names writing actions one by one, or the reading of content; a pattern or a Get, List or Describe of anything else would stop a refresh"
  }
}

run "no_role_of_the_build_changes_its_own_rights" {
  command = plan

  assert {
    condition = alltrue([for p in aws_iam_role_policy.github : length(setsubtract(
      [
        "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:UpdateAssumeRolePolicy",
        "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", "iam:UpdateRole", "iam:DeleteRole",
        "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicyVersion",
      ],
      flatten([for s in jsondecode(p.policy).Statement : s.Action if s.Effect == "Deny" &&
        length(setsubtract([
          "arn:aws:iam::123456789012:role/tokyobeta-prod-github-*", "arn:aws:iam::123456789012:policy/tokyobeta-prod-boundary",
    ], flatten([s.Resource]))) == 0]))) == 0])
    error_message = "whoever holds such a role could give it more, or loosen the boundary"
  }
}

run "roles_are_made_with_the_boundary_only" {
  command = plan

  assert {
    condition = alltrue([for s in jsondecode(aws_iam_role_policy.github["apply"].policy).Statement :
      s.Condition.StringEquals["iam:PermissionsBoundary"] == "arn:aws:iam::123456789012:policy/tokyobeta-prod-boundary"
    if s.Effect == "Allow" && contains(s.Action, "iam:CreateRole")])
    error_message = "a role without the boundary could become an administrator"
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_iam_policy.boundary.policy).Statement : alltrue([for a in s.Action : !startswith(a, "iam:") && a != "*"])])
    error_message = "the boundary knows no identities"
  }
}

run "policies_fit" {
  command = plan

  assert {
    condition     = alltrue([for p in aws_iam_role_policy.github : length(p.policy) < 10240]) && length(aws_iam_policy.boundary.policy) < 6144
    error_message = "IAM takes 10,240 characters in a role and 6,144 in a policy"
  }
}

run "the_settings_of_a_foreign_data_bucket_are_not_touched" {
  command = plan

  assert {
    condition = alltrue([for s in jsondecode(aws_iam_role_policy.github["apply"].policy).Statement :
    !contains(flatten([s.Resource]), var.data_bucket_arn) || s.Action == ["s3:ListBucket"] if s.Effect == "Allow"])
    error_message = "the bucket of the dump host may be looked up, and no more"
  }
}

run "a_data_bucket_made_here_can_be_changed_but_not_read" {
  command = plan

  variables {
    manages_data_bucket = true
    data_bucket_arn     = "arn:aws:s3:::tokyobeta-second-data"
  }

  assert {
    condition = anytrue([for s in jsondecode(aws_iam_role_policy.github["apply"].policy).Statement :
    contains(flatten([s.Resource]), var.data_bucket_arn) && contains(s.Action, "s3:*Bucket*") if s.Effect == "Allow"])
    error_message = "the build could not change the settings of a bucket that Terraform has made"
  }

  assert {
    condition = alltrue(flatten([for s in jsondecode(aws_iam_role_policy.github["apply"].policy).Statement :
    [for r in flatten([s.Resource]) : r != "${var.data_bucket_arn}/*"] if s.Effect == "Allow"]))
    error_message = "its objects stay out of reach"
  }
}

run "a_second_environment_shares_the_identity_provider" {
  command = plan

  variables {
    create_oidc_provider = false
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0
    error_message = "an account has one provider for GitHub"
  }
}

run "a_wildcard_repository_is_refused" {
  command = plan

  variables {
    repository = "example/*"
  }

  expect_failures = [var.repository]
}
