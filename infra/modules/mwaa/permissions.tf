# What the pipeline may do: exactly what the DAG's code calls (a test reads the code and compares), and what MWAA itself
# needs to run. One statement for each purpose.

locals {
  trust = {
    Version = "2012-10-17"
    Statement = [{
      Sid       = "MwaaOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  }

  mwaa_statements = [
    {
      Sid      = "MwaaReportsItsHealth"
      Effect   = "Allow"
      Action   = ["airflow:PublishMetrics"]
      Resource = "arn:aws:airflow:${local.region}:${local.account}:environment/${var.name_prefix}"
    },
    {
      Sid      = "MwaaReadsTheCode"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetBucketVersioning", "s3:GetBucketPublicAccessBlock", "s3:GetEncryptionConfiguration", "s3:ListBucket", "s3:ListBucketVersions"]
      Resource = [var.code_bucket_arn, "${var.code_bucket_arn}/*"]
    },
    {
      # Before it starts, MWAA makes sure that the account cannot publish buckets. The call takes no resource.
      Sid      = "MwaaChecksPublicAccess"
      Effect   = "Allow"
      Action   = ["s3:GetAccountPublicAccessBlock"]
      Resource = "*"
    },
    {
      Sid    = "MwaaWritesLogs"
      Effect = "Allow"
      Action = ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents", "logs:GetLogEvents", "logs:GetLogRecord", "logs:GetLogGroupFields", "logs:GetQueryResults"]
      Resource = [
        "arn:aws:logs:${local.region}:${local.account}:log-group:airflow-${var.name_prefix}-*",
      ]
    },
    {
      # The call takes no resource.
      Sid      = "MwaaFindsLogGroups"
      Effect   = "Allow"
      Action   = ["logs:DescribeLogGroups"]
      Resource = "*"
    },
    {
      # Celery's queue belongs to an account of AWS.
      Sid      = "MwaaQueuesTasks"
      Effect   = "Allow"
      Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"]
      Resource = "arn:aws:sqs:${local.region}:*:airflow-celery-*"
    },
    {
      Sid       = "MwaaUsesTheDataKey"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]
      Resource  = compact([var.kms_key_arn, var.data_bucket_kms_key_arn])
      Condition = { StringLike = { "kms:ViaService" = ["sqs.${local.region}.amazonaws.com", "s3.${local.region}.amazonaws.com", "sns.${local.region}.amazonaws.com"] } }
    },
  ]

  pipeline_statements = [
    {
      # wait_for_dump, preflight, load_snapshots. Without a condition on s3:prefix: who may not list gets 403 instead of 404 for
      # an object that is not there, and whether a HEAD meets such a condition is not documented. Names only, no content.
      Sid      = "FindDumpsManifestsAndSnapshots"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = var.data_bucket_arn
    },
    {
      # preflight, restore_dump, load_snapshots, load_figures, archive_dump. A copy reads the object's tags (incident 16).
      Sid    = "ReadDumpsManifestsAndSnapshots"
      Effect = "Allow"
      Action = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"]
      Resource = [
        "${var.data_bucket_arn}/dumps/*",
        "${var.data_bucket_arn}/dumps-manifest/*",
        "${var.data_bucket_arn}/processed/*",
        "${var.data_bucket_arn}/snapshots/*",
      ]
    },
    {
      # export_snapshot, export_figures, archive_dump. A copy writes the object's tags too; one in parts that fails is taken back.
      Sid    = "WriteSnapshotsAndTheArchive"
      Effect = "Allow"
      Action = ["s3:PutObject", "s3:PutObjectTagging", "s3:AbortMultipartUpload"]
      Resource = [
        "${var.data_bucket_arn}/processed/*",
        "${var.data_bucket_arn}/snapshots/*",
      ]
    },
    {
      # publish_docs writes; the web server reads what it shows.
      Sid      = "KeepDbtsDocumentation"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = "${var.data_bucket_arn}/${local.dbt_docs_folder}/*"
    },
    {
      # Tasks write what the page Data health shows; the web server, which has no way into the VPC, reads it.
      Sid      = "KeepDataHealth"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = "${var.data_bucket_arn}/health/*"
    },
    {
      # Every task that connects, at the moment it connects: a rotated password is in effect at once.
      Sid      = "ReadTheConnections"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = var.connection_secret_arns
    },
    {
      Sid       = "DecryptTheConnections"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = var.secrets_kms_key_arn
      Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${local.region}.amazonaws.com" } }
    },
    {
      # Alerts of the DAGs; the fire drill says who is on the topic.
      Sid      = "Alert"
      Effect   = "Allow"
      Action   = ["sns:Publish", "sns:ListSubscriptionsByTopic"]
      Resource = var.alert_topic_arn
    },
    {
      # record_run and the freshness DAG; MWAA's own figures. The call takes no resource, only a namespace.
      Sid       = "PublishMetrics"
      Effect    = "Allow"
      Action    = ["cloudwatch:PutMetricData"]
      Resource  = "*"
      Condition = { StringEquals = { "cloudwatch:namespace" = ["TokyoBeta/Pipeline", "AmazonMWAA", "AWS/MWAA"] } }
    },
  ]

  # refresh_spice. The ids of the data sets are the same in every environment of an account: without the setting, no right.
  spice_statements = var.spice_enabled ? [{
    Sid    = "RefreshSpice"
    Effect = "Allow"
    Action = ["quicksight:CreateIngestion", "quicksight:DescribeIngestion", "quicksight:ListIngestions"]
    Resource = [
      "arn:aws:quicksight:${local.region}:${local.account}:dataset/tokyobeta-*",
      "arn:aws:quicksight:${local.region}:${local.account}:dataset/tokyobeta-*/ingestion/*",
    ]
  }] : []

  # enrich_nationalities. Newer models are offered through an inference profile only. Who asks the profile needs the right on
  # it, and on the model in each region to which Bedrock may route, there only as part of that profile.
  enrichment_profile = startswith(var.enrichment_model_id, "jp.") ? "arn:aws:bedrock:${local.region}:${local.account}:inference-profile/${var.enrichment_model_id}" : null
  enrichment_model   = trimprefix(var.enrichment_model_id, "jp.")
  enrichment_statements = concat(
    [for model in var.enrichment_enabled && local.enrichment_profile == null ? [local.enrichment_model] : [] : {
      Sid      = "AskTheModelInThisRegion"
      Effect   = "Allow"
      Action   = ["bedrock:InvokeModel"]
      Resource = ["arn:aws:bedrock:${local.region}::foundation-model/${model}"]
    }],
    [for profile in var.enrichment_enabled ? compact([local.enrichment_profile]) : [] : {
      Sid      = "AskTheProfileOfJapan"
      Effect   = "Allow"
      Action   = ["bedrock:InvokeModel"]
      Resource = [profile]
    }],
    [for profile in var.enrichment_enabled ? compact([local.enrichment_profile]) : [] : {
      Sid       = "AskTheModelInJapan"
      Effect    = "Allow"
      Action    = ["bedrock:InvokeModel"]
      Resource  = [for region in ["ap-northeast-1", "ap-northeast-3"] : "arn:aws:bedrock:${region}::foundation-model/${local.enrichment_model}"]
      Condition = { StringEquals = { "bedrock:InferenceProfileArn" = profile } }
    }],
  )
}

resource "aws_iam_role" "execution" {
  permissions_boundary = var.permissions_boundary_arn
  name                 = "${var.name_prefix}-mwaa-execution"
  description          = "What Airflow's tasks may do"
  assume_role_policy   = jsonencode(local.trust)
}

resource "aws_iam_role_policy" "execution" {
  for_each = {
    mwaa     = jsonencode({ Version = "2012-10-17", Statement = local.mwaa_statements })
    pipeline = jsonencode({ Version = "2012-10-17", Statement = concat(local.pipeline_statements, local.spice_statements, local.enrichment_statements) })
  }

  name   = each.key
  role   = aws_iam_role.execution.id
  policy = each.value
}
