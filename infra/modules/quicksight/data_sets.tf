# One data set for each model of gold/bi: name, title, columns, types and descriptions are those of the yml beside the dbt
# model. A data set computes nothing (docs/adr/0027); the local stand-in reads the same files.

locals {
  models = { for file in fileset(var.models_dir, "*.yml") :
    trimsuffix(file, ".yml") => yamldecode(file("${var.models_dir}/${file}")).models[0] if !endswith(file, "_unit_tests.yml")
  }

  # The words of dbt, and those of QuickSight.
  column_types = { date = "DATETIME", bigint = "INTEGER", decimal = "DECIMAL", varchar = "STRING" }

  data_sets = { for table, model in local.models : model.meta.data_set => {
    id    = "tokyobeta-${replace(model.meta.data_set, "_", "-")}"
    title = model.meta.title
    sql   = "SELECT ${join(", ", [for column in model.columns : "`${column.name}`"])} FROM gold.${table}"
    # A portfolio figure has no tenant type to filter by, and nothing that one of the organisations may not see.
    by_type = contains(model.columns[*].name, "tenant_type")
    columns = [for column in model.columns : {
      name            = column.name
      type            = local.column_types[column.data_type]
      description     = trimspace(column.description)
      geographic_role = lookup(column.meta, "geographic_role", null)
    }]
  } }

  row_permissions_sql = trimspace(join("\n", [
    for line in split("\n", file("${var.assets_dir}/row_level_security/row_permissions.sql")) : line if !startswith(trimspace(line), "--")
  ]))

  owner_actions = [
    "quicksight:DescribeDataSet", "quicksight:DescribeDataSetPermissions", "quicksight:PassDataSet", "quicksight:DescribeIngestion",
    "quicksight:ListIngestions", "quicksight:UpdateDataSet", "quicksight:DeleteDataSet", "quicksight:CreateIngestion",
    "quicksight:CancelIngestion", "quicksight:UpdateDataSetPermissions",
  ]
}

resource "aws_quicksight_data_set" "gold" {
  for_each = local.data_sets

  data_set_id = each.value.id
  name        = each.value.title
  import_mode = "SPICE"

  physical_table_map {
    physical_table_map_id = "sql"

    custom_sql {
      data_source_arn = aws_quicksight_data_source.gold.arn
      name            = each.key
      sql_query       = each.value.sql

      dynamic "columns" {
        for_each = each.value.columns

        content {
          name = columns.value.name
          type = columns.value.type
        }
      }
    }
  }

  logical_table_map {
    logical_table_map_id = "described"
    alias                = each.value.title

    source {
      physical_table_id = "sql"
    }

    dynamic "data_transforms" {
      for_each = each.value.columns

      content {
        tag_column_operation {
          column_name = data_transforms.value.name

          tags {
            column_description {
              text = data_transforms.value.description
            }
          }

          dynamic "tags" {
            for_each = compact([data_transforms.value.geographic_role])

            content {
              column_geographic_role = tags.value
            }
          }
        }
      }
    }
  }

  dynamic "row_level_permission_data_set" {
    for_each = each.value.by_type ? aws_quicksight_data_set.row_permissions[*].arn : []

    content {
      arn               = row_level_permission_data_set.value
      permission_policy = "GRANT_ACCESS"
      format_version    = "VERSION_1"
      status            = "ENABLED"
    }
  }

  dynamic "permissions" {
    for_each = var.owner_arns

    content {
      principal = permissions.value
      actions   = local.owner_actions
    }
  }
}

resource "aws_quicksight_data_set" "row_permissions" {
  count = var.row_level_security ? 1 : 0

  data_set_id = "tokyobeta-row-permissions"
  name        = "Row permissions"
  import_mode = "SPICE"

  physical_table_map {
    physical_table_map_id = "sql"

    custom_sql {
      data_source_arn = aws_quicksight_data_source.gold.arn
      name            = "row_permissions"
      sql_query       = local.row_permissions_sql

      columns {
        name = "GroupName"
        type = "STRING"
      }

      columns {
        name = "tenant_type"
        type = "STRING"
      }
    }
  }

  dynamic "permissions" {
    for_each = var.owner_arns

    content {
      principal = permissions.value
      actions   = local.owner_actions
    }
  }
}

# The pipeline refreshes SPICE as soon as gold is built. This is the net below it: should the refresh task not run, the
# dashboards still get what gold holds. The list of row permissions has only this refresh: the pipeline does not know it.
#
# No start_after_date_time: QuickSight refuses a date in the past, and one that moves would change every plan. Without
# it the schedule begins at once.
resource "aws_quicksight_refresh_schedule" "fallback" {
  for_each = merge(aws_quicksight_data_set.gold, { for data_set in aws_quicksight_data_set.row_permissions : "row_permissions" => data_set })

  data_set_id = each.value.data_set_id
  schedule_id = "fallback"

  schedule {
    refresh_type = "FULL_REFRESH"

    schedule_frequency {
      interval        = "DAILY"
      time_of_the_day = var.refresh_time
      timezone        = "Asia/Tokyo"
    }
  }
}
