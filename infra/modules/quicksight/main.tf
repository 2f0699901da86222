# From gold to the dashboards: a private, encrypted connection, SPICE data sets, groups for the four organisations.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.name

  # QuickSight takes the role of this name and no other.
  secrets_role = "aws-quicksight-secretsmanager-role-v0"

  groups = {
    Warburg_PE = { description = "Owner: Warburg", export = false }
    JRAM_SPC   = { description = "Special-purpose company: JRAM", export = false }
    Tosei_AM   = { description = "Asset manager: Tosei", export = false }
    GGhouse_PM = { description = "Property manager: GGhouse", export = true }
  }
}

# --- Connection ---

resource "aws_iam_role" "vpc" {
  permissions_boundary = var.permissions_boundary_arn
  name                 = "${var.name_prefix}-quicksight-vpc"
  description          = "Lets QuickSight put network interfaces into the private subnets"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "QuickSightService"
      Effect    = "Allow"
      Principal = { Service = "quicksight.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "vpc" {
  name = "network-interfaces"
  role = aws_iam_role.vpc.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ManageInterfacesInThisRegion"
        Effect = "Allow"
        Action = ["ec2:CreateNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute", "ec2:DeleteNetworkInterface"]
        Resource = [
          "arn:aws:ec2:${local.region}:${local.account}:network-interface/*",
          "arn:aws:ec2:${local.region}:${local.account}:security-group/${var.security_group_id}",
          "arn:aws:ec2:${local.region}:${local.account}:subnet/*",
        ]
      },
      {
        # The calls take no resource.
        Sid      = "FindSubnetsAndGroups"
        Effect   = "Allow"
        Action   = ["ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_quicksight_vpc_connection" "this" {
  vpc_connection_id  = var.name_prefix
  name               = var.name_prefix
  role_arn           = aws_iam_role.vpc.arn
  subnet_ids         = var.subnet_ids
  security_group_ids = [var.security_group_id]

  depends_on = [aws_iam_role_policy.vpc]
}

# QuickSight reads the secret itself, so a rotated password is in effect at once and none is stored in QuickSight.
resource "aws_iam_role" "secrets" {
  count = var.create_secrets_role ? 1 : 0

  permissions_boundary = var.permissions_boundary_arn
  name                 = local.secrets_role
  path                 = "/service-role/"
  description          = "Lets QuickSight read the secret of its database user"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "QuickSightService"
      Effect    = "Allow"
      Principal = { Service = "quicksight.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "secrets" {
  # Also where the role exists already: without this policy it could not read this environment's secret.
  name = "${var.name_prefix}-reader"
  role = var.create_secrets_role ? aws_iam_role.secrets[0].name : local.secrets_role

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadTheReadersSecret"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = var.reader_secret_arn
      },
      {
        Sid       = "DecryptTheReadersSecret"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = var.secrets_kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${local.region}.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_quicksight_data_source" "gold" {
  data_source_id = "${var.name_prefix}-gold"
  name           = "Tokyo Beta gold (${var.name_prefix})"
  type           = "AURORA"

  parameters {
    aurora {
      database = "gold"
      host     = var.database_host
      port     = var.database_port
    }
  }

  credentials {
    secret_arn = var.reader_secret_arn
  }

  ssl_properties {
    disable_ssl = false
  }

  vpc_connection_properties {
    vpc_connection_arn = aws_quicksight_vpc_connection.this.arn
  }

  dynamic "permission" {
    for_each = var.owner_arns

    content {
      principal = permission.value
      actions = [
        "quicksight:DescribeDataSource", "quicksight:DescribeDataSourcePermissions", "quicksight:PassDataSource",
        "quicksight:UpdateDataSource", "quicksight:DeleteDataSource", "quicksight:UpdateDataSourcePermissions",
      ]
    }
  }

  depends_on = [aws_iam_role_policy.secrets]
}

# --- The four organisations ---

resource "aws_quicksight_group" "organisation" {
  for_each = local.groups

  group_name  = each.key
  description = each.value.description
}

resource "aws_quicksight_group_membership" "member" {
  for_each = { for pair in flatten([
    for group, members in var.group_members : [for member in members : { group = group, member = member }]
  ]) : "${pair.group}/${pair.member}" => pair }

  group_name  = aws_quicksight_group.organisation[each.value.group].group_name
  member_name = each.value.member
}
