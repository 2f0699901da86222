# Three roles for GitHub's workflows, taken with a signed identity of the running job: there is no static key anywhere.
#
#   plan     pull requests, and the main branch    reads the configuration of resources, no data, changes nothing
#   apply    jobs of the protected environment    changes resources of this environment
#   release  jobs of the protected environment    uploads code and updates the Airflow environment
#
# None of them can read dumps, snapshots or passwords.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.name

  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.create_oidc_provider ? aws_iam_openid_connect_provider.github[0].arn : "arn:aws:iam::${local.account}:oidc-provider/${local.issuer}"

  # A repository that was made, renamed or transferred since 2026-07-15 proves itself by numbers that nobody else can ever
  # get; an older one by its name. One form is accepted, never both: a name alone can be taken over by somebody else.
  repository_parts = split("/", var.repository)
  repository = (var.repository_ids == null ? var.repository :
  "${local.repository_parts[0]}@${var.repository_ids.owner}/${local.repository_parts[1]}@${var.repository_ids.repository}")

  roles = {
    plan = {
      description = "terraform plan of pull requests and of the main branch: reads configuration, no data"
      subjects    = ["repo:${local.repository}:pull_request", "repo:${local.repository}:ref:refs/heads/main"]
      statements  = concat(local.read_statements, local.state_read_statements, local.drift_statements, local.never_statements)
    }
    apply = {
      description = "terraform apply after approval"
      subjects    = ["repo:${local.repository}:environment:${var.github_environment}"]
      statements  = concat(local.apply_statements, local.state_write_statements, local.never_statements)
    }
    release = {
      description = "Uploads a release and updates the Airflow environment"
      subjects    = ["repo:${local.repository}:environment:${var.github_environment}"]
      statements  = concat(local.release_statements, local.never_statements)
    }
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_oidc_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "github" {
  for_each = local.roles

  name                 = "${var.name_prefix}-github-${each.key}"
  description          = each.value.description
  max_session_duration = var.session_hours * 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "JobsOfThisRepositoryOnly"
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = each.value.subjects
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "github" {
  for_each = local.roles

  name   = each.key
  role   = aws_iam_role.github[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}

# The apply role makes roles, and a role that makes roles could make itself an administrator. Every role it makes or
# changes must carry this boundary: such a role can do what this project's roles do, and nothing with identities.
resource "aws_iam_policy" "boundary" {
  # checkov:skip=CKV_AWS_288: a boundary grants nothing, it only limits what a role's own policy can grant
  # checkov:skip=CKV_AWS_289: the same
  # checkov:skip=CKV_AWS_290: the same
  # checkov:skip=CKV_AWS_355: the same
  name        = "${var.name_prefix}-boundary"
  description = "The most that a role made by the apply role can ever do"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ServicesOfThePipeline"
        Effect = "Allow"
        Action = [
          "airflow:PublishMetrics", "bedrock:InvokeModel", "cloudwatch:PutMetricData", "ec2:*NetworkInterface*",
          "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "kms:Decrypt", "kms:DescribeKey",
          "kms:Encrypt", "kms:GenerateDataKey*", "lambda:InvokeFunction", "logs:*", "quicksight:*Ingestion*", "s3:Abort*",
          "s3:Get*", "s3:List*", "s3:PutObject*", "secretsmanager:DescribeSecret", "secretsmanager:GetRandomPassword",
          "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage",
          "sns:Publish", "sqs:*Message*", "sqs:GetQueue*",
        ]
        Resource = "*"
      },
    ]
  })
}
