# The statements of the three roles: one for each purpose.

locals {
  own_roles    = "arn:aws:iam::${local.account}:role/${var.name_prefix}-*"
  own_policies = "arn:aws:iam::${local.account}:policy/${var.name_prefix}-*"

  read_statements = [
    {
      # What terraform plan asks of each kind of resource. Configuration, never content; most of these take no resource.
      Sid    = "ReadConfiguration"
      Effect = "Allow"
      Action = [
        "airflow:GetEnvironment", "airflow:ListTagsForResource", "budgets:ViewBudget", "budgets:ListTagsForResource",
        "cloudformation:Describe*", "cloudformation:GetTemplate*", "cloudformation:List*", "cloudwatch:Describe*",
        "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource", "ec2:Describe*", "iam:Get*", "iam:List*",
        "kms:Describe*", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:List*", "lambda:GetPolicy", "logs:Describe*",
        "logs:ListTagsForResource", "quicksight:Describe*", "quicksight:List*", "rds:Describe*", "rds:ListTagsForResource",
        "s3:GetAccelerateConfiguration", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration", "s3:ListAllMyBuckets", "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy", "serverlessrepo:Get*", "sns:Get*", "sns:List*", "sts:GetCallerIdentity",
      ]
      Resource = "*"
    },
    {
      # A bucket is looked up by HeadBucket, which asks for the right to list it. Names of objects, never their content.
      Sid      = "LookUpBuckets"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = ["arn:aws:s3:::${var.name_prefix}-*", var.data_bucket_arn]
    },
  ]

  state_read_statements = [
    {
      Sid      = "ReadTheState"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = "arn:aws:s3:::${var.state_bucket}/${var.state_key}"
    },
    {
      Sid      = "ListTheState"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = "arn:aws:s3:::${var.state_bucket}"
    },
    {
      Sid      = "DecryptTheState"
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = var.state_kms_key_arn
    },
  ]

  # The nightly comparison of what is written with what is there.
  drift_statements = [
    {
      Sid      = "ReportDrift"
      Effect   = "Allow"
      Action   = ["sns:Publish"]
      Resource = "arn:aws:sns:${local.region}:${local.account}:${var.name_prefix}-alerts"
    },
    {
      Sid       = "EncryptTheReport"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = var.kms_key_arn
      Condition = { StringEquals = { "kms:ViaService" = "sns.${local.region}.amazonaws.com" } }
    },
  ]

  state_write_statements = concat(local.state_read_statements, [
    {
      Sid      = "WriteTheStateAndItsLock"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = ["arn:aws:s3:::${var.state_bucket}/${var.state_key}", "arn:aws:s3:::${var.state_bucket}/${var.state_key}.tflock"]
    },
    {
      Sid      = "ReleaseTheLock"
      Effect   = "Allow"
      Action   = ["s3:DeleteObject"]
      Resource = "arn:aws:s3:::${var.state_bucket}/${var.state_key}.tflock"
    },
    {
      Sid      = "EncryptTheState"
      Effect   = "Allow"
      Action   = ["kms:GenerateDataKey"]
      Resource = var.state_kms_key_arn
    },
  ])

  apply_statements = concat(local.read_statements, [
    {
      # Named resources of this environment.
      Sid    = "ManageNamedResources"
      Effect = "Allow"
      Action = ["airflow:*Environment", "airflow:TagResource", "airflow:UntagResource", "cloudformation:*", "cloudwatch:*Alarm*", "cloudwatch:*Dashboard*", "cloudwatch:*TagResource", "lambda:*", "logs:*", "rds:*", "s3:*Bucket*", "s3:*Configuration", "secretsmanager:*", "sns:*"]
      Resource = concat(var.manages_data_bucket ? [var.data_bucket_arn] : [], [
        var.mwaa_environment_arn,
        "arn:aws:cloudformation:${local.region}:${local.account}:stack/${var.name_prefix}-*",
        "arn:aws:cloudwatch:${local.region}:${local.account}:alarm:${var.name_prefix}-*",
        "arn:aws:cloudwatch::${local.account}:dashboard/${var.name_prefix}*",
        "arn:aws:lambda:${local.region}:${local.account}:function:${var.name_prefix}-*",
        "arn:aws:logs:${local.region}:${local.account}:log-group:/${var.name_prefix}/*",
        "arn:aws:logs:${local.region}:${local.account}:log-group:/aws/rds/cluster/${var.name_prefix}/*",
        "arn:aws:logs:${local.region}:${local.account}:log-group:airflow-${var.name_prefix}-*",
        "arn:aws:rds:${local.region}:${local.account}:*:${var.name_prefix}*",
        "arn:aws:s3:::${var.name_prefix}-*",
        "arn:aws:secretsmanager:${local.region}:${local.account}:secret:airflow/*",
        "arn:aws:secretsmanager:${local.region}:${local.account}:secret:${var.name_prefix}/*",
        "arn:aws:secretsmanager:${local.region}:${local.account}:secret:rds!cluster-*",
        "arn:aws:sns:${local.region}:${local.account}:${var.name_prefix}-*",
      ])
    },
    {
      # Networks have numbers instead of names: new ones must be tagged as this environment's, and only those can be changed.
      Sid    = "ManageTheNetwork"
      Effect = "Allow"
      Action = [
        "ec2:AllocateAddress", "ec2:Associate*", "ec2:AttachInternetGateway", "ec2:AuthorizeSecurityGroup*", "ec2:CreateFlowLogs",
        "ec2:CreateInternetGateway", "ec2:CreateNatGateway", "ec2:CreateRoute*", "ec2:CreateSecurityGroup", "ec2:CreateSubnet",
        "ec2:CreateTags", "ec2:CreateVpc", "ec2:CreateVpcEndpoint", "ec2:DeleteFlowLogs", "ec2:DeleteInternetGateway",
        "ec2:DeleteNatGateway", "ec2:DeleteRoute*", "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteVpc*",
        "ec2:DetachInternetGateway", "ec2:Disassociate*", "ec2:Modify*", "ec2:ReleaseAddress", "ec2:ReplaceRoute*",
        "ec2:RevokeSecurityGroup*",
      ]
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = local.region } }
    },
    {
      # Keys have numbers as well. Administration, not use.
      Sid       = "ManageKeys"
      Effect    = "Allow"
      Action    = ["kms:CreateAlias", "kms:CreateGrant", "kms:CreateKey", "kms:EnableKeyRotation", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = local.region } }
    },
    {
      # RDS, MWAA and S3 check the key when a resource is made.
      Sid       = "LetServicesUseTheKeys"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"]
      Resource  = "arn:aws:kms:${local.region}:${local.account}:key/*"
      Condition = { StringLike = { "kms:ViaService" = ["rds.${local.region}.amazonaws.com", "secretsmanager.${local.region}.amazonaws.com", "s3.${local.region}.amazonaws.com", "sns.${local.region}.amazonaws.com"] } }
    },
    {
      Sid      = "ManageQuickSight"
      Effect   = "Allow"
      Action   = ["quicksight:Create*", "quicksight:Delete*", "quicksight:Pass*", "quicksight:TagResource", "quicksight:UntagResource", "quicksight:Update*"]
      Resource = "arn:aws:quicksight:${local.region}:${local.account}:*"
    },
    {
      Sid      = "ManageTheBudget"
      Effect   = "Allow"
      Action   = ["budgets:ModifyBudget", "budgets:TagResource"]
      Resource = "arn:aws:budgets::${local.account}:budget/${var.name_prefix}-*"
    },
    {
      Sid       = "MakeRolesOnlyWithTheBoundary"
      Effect    = "Allow"
      Action    = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
      Resource  = [local.own_roles, "arn:aws:iam::${local.account}:role/service-role/aws-quicksight-secretsmanager-role-v0"]
      Condition = { StringEquals = { "iam:PermissionsBoundary" = aws_iam_policy.boundary.arn } }
    },
    {
      Sid      = "MaintainOwnRoles"
      Effect   = "Allow"
      Action   = ["iam:DeleteRole", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"]
      Resource = [local.own_roles, "arn:aws:iam::${local.account}:role/service-role/aws-quicksight-secretsmanager-role-v0"]
    },
    {
      Sid       = "HandOwnRolesToServices"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = local.own_roles
      Condition = { StringEquals = { "iam:PassedToService" = ["airflow.amazonaws.com", "lambda.amazonaws.com", "monitoring.rds.amazonaws.com", "quicksight.amazonaws.com", "vpc-flow-logs.amazonaws.com"] } }
    },
    {
      Sid       = "MakeServiceRoles"
      Effect    = "Allow"
      Action    = ["iam:CreateServiceLinkedRole"]
      Resource  = "arn:aws:iam::${local.account}:role/aws-service-role/*"
      Condition = { StringEquals = { "iam:AWSServiceName" = ["airflow.amazonaws.com", "rds.amazonaws.com"] } }
    },
  ])

  release_statements = [
    {
      Sid      = "UploadTheRelease"
      Effect   = "Allow"
      Action   = ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
      Resource = "${var.code_bucket_arn}/*"
    },
    {
      Sid      = "CompareWithWhatIsThere"
      Effect   = "Allow"
      Action   = ["s3:GetBucketVersioning", "s3:ListBucket", "s3:ListBucketVersions"]
      Resource = var.code_bucket_arn
    },
    {
      Sid       = "EncryptTheRelease"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = var.kms_key_arn
      Condition = { StringEquals = { "kms:ViaService" = "s3.${local.region}.amazonaws.com" } }
    },
    {
      Sid      = "UpdateTheEnvironment"
      Effect   = "Allow"
      Action   = ["airflow:GetEnvironment", "airflow:UpdateEnvironment"]
      Resource = var.mwaa_environment_arn
    },
    {
      # The check that the DAG parses there, and the commit it runs at.
      Sid      = "AskAirflow"
      Effect   = "Allow"
      Action   = ["airflow:InvokeRestApi"]
      Resource = "arn:aws:airflow:${local.region}:${local.account}:role/${var.name_prefix}/Viewer"
    },
    {
      Sid       = "HandTheExecutionRoleBack"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = var.mwaa_execution_role_arn
      Condition = { StringEquals = { "iam:PassedToService" = "airflow.amazonaws.com" } }
    },
  ]

  # Whatever else is allowed: machines of the build never see personal data or passwords, and never free themselves.
  never_statements = [
    {
      Sid      = "NeverPersonalData"
      Effect   = "Deny"
      Action   = ["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*"]
      Resource = "${var.data_bucket_arn}/*"
    },
    {
      Sid      = "NeverPasswords"
      Effect   = "Deny"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = "*"
    },
    {
      # Each writing action by its name: "*RolePolicy" is also GetRolePolicy, and every refresh reads these roles.
      Sid    = "NeverTheOwnRoles"
      Effect = "Deny"
      Action = [
        "iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole",
        "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ]
      Resource = ["arn:aws:iam::${local.account}:role/${var.name_prefix}-github-*", aws_iam_policy.boundary.arn]
    },
  ]
}
