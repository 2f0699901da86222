mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { name = "ap-northeast-1" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/tokyobeta-prod-mwaa-execution" }
  }
}

variables {
  name_prefix            = "tokyobeta-prod"
  subnet_ids             = ["subnet-1", "subnet-2"]
  security_group_id      = "sg-1"
  code_bucket_arn        = "arn:aws:s3:::tokyobeta-prod-mwaa-123456789012"
  data_bucket_arn        = "arn:aws:s3:::jram-gghouse"
  kms_key_arn            = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000001"
  secrets_kms_key_arn    = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000002"
  connection_secret_arns = ["arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:airflow/prod/connections/warehouse-AbCdEf"]
  connections_prefix     = "airflow/prod/connections"
  alert_topic_arn        = "arn:aws:sns:ap-northeast-1:123456789012:tokyobeta-prod-alerts"
}

run "the_environment_is_private_encrypted_and_logged" {
  command = plan

  assert {
    condition     = aws_mwaa_environment.this[0].airflow_version == "3.3.1" && aws_mwaa_environment.this[0].webserver_access_mode == "PRIVATE_ONLY"
    error_message = "Airflow 3.3.1 behind a private web server"
  }

  assert {
    condition     = aws_mwaa_environment.this[0].kms_key == var.kms_key_arn && alltrue([for g in aws_cloudwatch_log_group.airflow : g.kms_key_id == var.kms_key_arn])
    error_message = "environment and logs must be encrypted with the project's key"
  }

  assert {
    condition     = aws_mwaa_environment.this[0].logging_configuration[0].task_logs[0].enabled && length(aws_cloudwatch_log_group.airflow) == 5
    error_message = "all five logs are on and have a group that expires"
  }
}

run "a_public_web_server_is_a_decision" {
  command = plan

  variables {
    webserver_access  = "public"
    environment_class = "mw1.micro"
    workers           = { min = 1, max = 1 }
  }

  assert {
    condition     = aws_mwaa_environment.this[0].webserver_access_mode == "PUBLIC_ONLY" && aws_mwaa_environment.this[0].schedulers == 1
    error_message = "access and class follow the variables"
  }
}

run "connections_come_from_secrets_manager_by_pattern" {
  command = plan

  assert {
    condition     = nonsensitive(jsondecode(aws_mwaa_environment.this[0].airflow_configuration_options["secrets.backend_kwargs"]).connections_prefix) == "airflow/prod/connections"
    error_message = "the prefix of the secrets' names"
  }

  assert {
    condition = alltrue([for id, asked in { warehouse = true, warehouse_dbt = true, warehouse_reader = true, aws_default = false, other = false } :
    can(regex(nonsensitive(jsondecode(aws_mwaa_environment.this[0].airflow_configuration_options["secrets.backend_kwargs"]).connections_lookup_pattern), id)) == asked])
    error_message = "only the pipeline's own connections are looked up"
  }

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["operators.default_deferrable"]) == "True"
    error_message = "waiting tasks must not hold a worker"
  }

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["tokyobeta.bucket"]) == "jram-gghouse"
    error_message = "the pipeline's settings are Airflow options"
  }
}

run "dbts_documentation_is_shown_from_where_it_is_written" {
  command = plan

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["tokyobeta.dbt_docs_prefix"]) == "dbt-docs/" && output.pipeline_settings.bucket == "jram-gghouse"
    error_message = "the web server reads where publish_docs writes"
  }

  assert {
    condition     = !contains(keys(nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options)), "cosmos.dbt_docs_projects")
    error_message = "Cosmos' own pages ask for no login (astronomer-cosmos#2972)"
  }

  assert {
    condition = one([for s in jsondecode(aws_iam_role_policy.execution["pipeline"].policy).Statement : s
    if contains(flatten([s.Resource]), "arn:aws:s3:::jram-gghouse/dbt-docs/*")]).Action == ["s3:GetObject", "s3:PutObject"]
    error_message = "writing for the task, reading for the web server"
  }
}

run "another_place_of_the_documentation_moves_all_three" {
  command = plan

  variables {
    pipeline_settings = { dbt_docs_prefix = "handbook/" }
  }

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["tokyobeta.dbt_docs_prefix"]) == "handbook/" && output.pipeline_settings.dbt_docs_prefix == "handbook/"
    error_message = "setting and web server agree"
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.execution["pipeline"].policy, "arn:aws:s3:::jram-gghouse/handbook/*") && !strcontains(aws_iam_role_policy.execution["pipeline"].policy, "dbt-docs")
    error_message = "the right follows the setting"
  }
}

run "lineage_is_off_without_a_collector" {
  command = plan

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["openlineage.disabled"]) == "True" && !contains(keys(nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options)), "openlineage.transport")
    error_message = "no collector, no events"
  }
}

run "lineage_goes_to_the_collector_that_is_named" {
  command = plan

  variables {
    openlineage_url = "https://lineage.example.internal"
  }

  assert {
    condition     = jsondecode(nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["openlineage.transport"])).url == var.openlineage_url
    error_message = "the transport is the collector"
  }
}

run "personal_data_goes_nowhere_unless_switched_on" {
  command = plan

  assert {
    condition     = alltrue([for sid in output.execution_role_statements.pipeline : !startswith(sid, "Ask")]) && output.pipeline_settings.enrichment_enabled == "false"
    error_message = "neither the right nor the setting exists by default"
  }
}

run "enrichment_stays_in_japan" {
  command = plan

  variables {
    enrichment_enabled = true
  }

  assert {
    condition = { for s in jsondecode(aws_iam_role_policy.execution["pipeline"].policy).Statement : s.Sid => s.Resource if contains(s.Action, "bedrock:InvokeModel") } == {
      AskTheProfileOfJapan = ["arn:aws:bedrock:ap-northeast-1:123456789012:inference-profile/jp.anthropic.claude-haiku-4-5-20251001-v1:0"]
      AskTheModelInJapan = [
        "arn:aws:bedrock:ap-northeast-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
        "arn:aws:bedrock:ap-northeast-3::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
      ]
    }
    error_message = "the profile, and its model in Tokyo and Osaka"
  }

  assert {
    condition = one([for s in jsondecode(aws_iam_role_policy.execution["pipeline"].policy).Statement : s.Condition.StringEquals["bedrock:InferenceProfileArn"]
    if s.Sid == "AskTheModelInJapan"]) == "arn:aws:bedrock:ap-northeast-1:123456789012:inference-profile/jp.anthropic.claude-haiku-4-5-20251001-v1:0"
    error_message = "the models only by way of the profile of Japan"
  }

  assert {
    condition     = output.pipeline_settings.enrichment_model_id == "jp.anthropic.claude-haiku-4-5-20251001-v1:0" && length(aws_iam_role_policy.execution["pipeline"].policy) < 10240
    error_message = "the setting is the profile"
  }
}

run "a_model_of_the_region_needs_no_profile" {
  command = plan

  variables {
    enrichment_enabled  = true
    enrichment_model_id = "amazon.nova-lite-v1:0"
  }

  assert {
    condition = [for s in jsondecode(aws_iam_role_policy.execution["pipeline"].policy).Statement : s.Resource
    if contains(s.Action, "bedrock:InvokeModel")] == [["arn:aws:bedrock:ap-northeast-1::foundation-model/amazon.nova-lite-v1:0"]]
    error_message = "one model, in this region"
  }
}

run "a_profile_that_leaves_japan_is_refused" {
  command = plan

  variables {
    enrichment_model_id = "global.anthropic.claude-haiku-4-5-20251001-v1:0"
  }

  expect_failures = [var.enrichment_model_id]
}

run "an_object_that_is_not_there_is_a_404" {
  command = plan

  assert {
    condition = one([for s in jsondecode(aws_iam_role_policy.execution["pipeline"].policy).Statement : try(s.Condition, null) == null && s.Resource == "arn:aws:s3:::jram-gghouse"
    if contains(s.Action, "s3:ListBucket")])
    error_message = "S3 answers 403 to who may not list, and no run would ever start"
  }
}

run "spice_is_refreshed_by_default" {
  command = plan

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["tokyobeta.spice_enabled"]) == "true" && contains(output.execution_role_statements.pipeline, "RefreshSpice")
    error_message = "setting and right come together"
  }
}

run "an_environment_without_data_sets_leaves_productions_alone" {
  command = plan

  variables {
    spice_enabled = false
  }

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["tokyobeta.spice_enabled"]) == "false" && output.pipeline_settings.spice_enabled == "false"
    error_message = "the run must skip the refresh"
  }

  assert {
    condition     = !contains(output.execution_role_statements.pipeline, "RefreshSpice") && !strcontains(aws_iam_role_policy.execution["pipeline"].policy, "quicksight")
    error_message = "the role must not reach data sets of another environment"
  }
}

run "nothing_can_be_deleted_by_the_pipeline" {
  command = plan

  assert {
    condition = alltrue(flatten([for s in jsondecode(aws_iam_role_policy.execution["pipeline"].policy).Statement :
    [for action in s.Action : !strcontains(action, "Delete") && !strcontains(action, "*")]]))
    error_message = "the pipeline deletes nothing and uses no wildcard action"
  }
}

run "the_first_apply_comes_without_the_environment" {
  command = plan

  variables {
    create_environment = false
  }

  assert {
    condition     = length(aws_mwaa_environment.this) == 0 && output.webserver_url == null
    error_message = "role, logs and configuration come first, the environment when its files are there"
  }
}

run "a_small_worker_takes_as_many_tasks_as_its_memory_holds" {
  command = plan

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["celery.worker_autoscale"]) == "3,3"
    error_message = "five dbt processes at once need more than the 2 GB of an mw1.small worker: exit -9"
  }
}

run "the_tasks_of_a_worker_are_a_variable" {
  command = plan

  variables {
    worker_tasks = 2
  }

  assert {
    condition     = nonsensitive(aws_mwaa_environment.this[0].airflow_configuration_options["celery.worker_autoscale"]) == "2,2"
    error_message = "a class that turns out too small for three"
  }
}

run "micro_cannot_have_two_workers" {
  command = plan

  variables {
    environment_class = "mw1.micro"
  }

  expect_failures = [var.workers]
}
