# Airflow's configuration, and the pipeline's own settings.

locals {
  secrets_backend = {
    connections_prefix = var.connections_prefix
    # Only these are asked for: every other look-up would be a paid call that finds nothing.
    connections_lookup_pattern = "^warehouse(_dbt|_reader)?$"
    # The pipeline has no Airflow variables and no configuration secrets.
    variables_prefix = null
    config_prefix    = null
  }

  # MWAA sets each option as AIRFLOW__SECTION__KEY before startup.sh runs; startup.sh passes the section tokyobeta on as
  # TOKYOBETA_KEY, which is what include/settings.py reads.
  pipeline_settings = merge(
    {
      alert_topic_arn       = var.alert_topic_arn
      bucket                = trimprefix(var.data_bucket_arn, "arn:aws:s3:::")
      dbt_conn_id           = "warehouse_dbt"
      dbt_docs_prefix       = "dbt-docs/"
      enrichment_enabled    = tostring(var.enrichment_enabled)
      enrichment_model_id   = var.enrichment_model_id
      enrichment_region     = local.region
      environment           = trimprefix(var.name_prefix, "tokyobeta-")
      quicksight_account_id = local.account
      spice_enabled         = tostring(var.spice_enabled)
      # The run looks for its own marker where dashboards read: one cluster, not two (incident 5).
      warehouse_reader_conn_id = "warehouse_reader"
    },
    var.pipeline_settings,
  )

  # Where publish_docs writes, the web server reads, and the role may do both.
  dbt_docs_folder = trim(local.pipeline_settings.dbt_docs_prefix, "/")

  # Tasks at once on one worker. MWAA's own defaults (5, 10, 20, ...) are for tasks that wait; here one is a dbt process and its
  # Airflow task, which together have some 250 MB, and the restore up to 200 MB: so many fit beside the worker itself.
  worker_tasks = coalesce(var.worker_tasks, {
    "mw1.micro"   = 3
    "mw1.small"   = 3
    "mw1.medium"  = 8
    "mw1.large"   = 18
    "mw1.xlarge"  = 38
    "mw1.2xlarge" = 78
  }[var.environment_class])

  openlineage = var.openlineage_url == null ? {
    "openlineage.disabled" = "True"
    } : {
    "openlineage.disabled"  = "False"
    "openlineage.namespace" = var.name_prefix
    "openlineage.transport" = jsonencode({ type = "http", url = var.openlineage_url })
  }

  airflow_configuration = merge(
    {
      "secrets.backend"        = "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend"
      "secrets.backend_kwargs" = jsonencode(local.secrets_backend)

      # Waiting tasks give their worker slot back.
      "operators.default_deferrable" = "True"

      # The graph comes from a manifest that is shipped: nothing to cache, and dags/ is not to be written to.
      "cosmos.enable_cache"                    = "False"
      "cosmos.enable_memory_optimised_imports" = "True"
      "cosmos.enable_telemetry"                = "False"
      "cosmos.upload_sql_to_xcom"              = "False"

      # Most and fewest tasks of one worker. No pool beside it: a task whose pool nobody has made waits for ever.
      "celery.worker_autoscale" = "${local.worker_tasks},${local.worker_tasks}"

      # plugins/modules_of_tasks.py is read at the start of the process that forks the tasks: 2 s of CPU less for each.
      "core.lazy_load_plugins" = "False"

      # A task closes its sockets a moment before its process ends. Its supervisor often notices the end only at the next
      # heartbeat, and starts no other task until then: five seconds by default.
      "workers.min_heartbeat_interval" = "1"

      # A cold worker that imports Cosmos needs more than the 30 s of the default now and then.
      "core.dagbag_import_timeout" = "60"
      # The process around that import, which does more: a shorter limit than the import's would end it first.
      "dag_processor.dag_file_processor_timeout" = "90"
    },
    local.openlineage,
    { for name, value in local.pipeline_settings : "tokyobeta.${name}" => value },
  )
}
