# The dashboards, from their definitions in include/quicksight/assets/dashboards: exactly what
# DescribeDashboardDefinition returns, so that a change made in the browser can be exported and committed.
#
# They go through CloudFormation because the provider's dashboard resource takes no JSON, only some thousand nested
# blocks (docs/adr/0022).

locals {
  dashboards = { for file in fileset(var.assets_dir, "dashboards/*.json") :
    trimsuffix(basename(file), ".json") => jsondecode(templatefile("${var.assets_dir}/${file}", { region = local.region, account = local.account }))
  }

  viewer_actions = ["quicksight:DescribeDashboard", "quicksight:ListDashboardVersions", "quicksight:QueryDashboard"]
  dashboard_owner_actions = concat(local.viewer_actions, [
    "quicksight:UpdateDashboard", "quicksight:DeleteDashboard", "quicksight:DescribeDashboardPermissions",
    "quicksight:UpdateDashboardPermissions", "quicksight:UpdateDashboardPublishedVersion",
  ])

  dashboard_templates = { for name, dashboard in local.dashboards : name => jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Description              = "QuickSight dashboard ${dashboard.Name}"
    Resources = {
      Dashboard = {
        Type = "AWS::QuickSight::Dashboard"
        Properties = {
          AwsAccountId       = local.account
          DashboardId        = "tokyobeta-${replace(name, "_", "-")}"
          Name               = dashboard.Name
          Definition         = dashboard.Definition
          ValidationStrategy = { Mode = "STRICT" }
          DashboardPublishOptions = {
            AdHocFilteringOption = { AvailabilityStatus = "ENABLED" }
            # For GGhouse, which works with the lists; everybody else's profile below denies it.
            ExportToCSVOption            = { AvailabilityStatus = "ENABLED" }
            SheetControlsOption          = { VisibilityState = "EXPANDED" }
            ExportWithHiddenFieldsOption = { AvailabilityStatus = "DISABLED" }
          }
          Permissions = concat(
            [for arn in sort(tolist(var.owner_arns)) : { Principal = arn, Actions = local.dashboard_owner_actions }],
            [for group in sort(keys(local.groups)) : { Principal = aws_quicksight_group.organisation[group].arn, Actions = local.viewer_actions }],
          )
        }
      }
    }
  }) }
}

resource "aws_cloudformation_stack" "dashboard" {
  # checkov:skip=CKV_AWS_124: Terraform waits for the stack and reports its failure
  for_each = local.dashboards

  name          = "${var.name_prefix}-dashboard-${replace(each.key, "_", "-")}"
  template_body = local.dashboard_templates[each.key]

  lifecycle {
    precondition {
      # CloudFormation takes at most 51,200 bytes of template text.
      condition     = length(local.dashboard_templates[each.key]) < 51200
      error_message = "The definition of ${each.key} is too large for one template: split the dashboard."
    }
  }

  depends_on = [aws_quicksight_data_set.gold]
}

# Every way by which rows leave the dashboard: files, print-outs, mail, and sharing with people outside the groups.
locals {
  view_only_denies = [
    "CreateAndUpdateDashboardEmailReports", "CreateAndUpdateThresholdAlerts", "ExportToCsv", "ExportToCsvInScheduledReports",
    "ExportToExcel", "ExportToExcelInScheduledReports", "ExportToPdf", "ExportToPdfInScheduledReports",
    "IncludeContentInScheduledReportsEmail", "PrintReports", "ShareAnalyses", "ShareDashboards", "ShareDataSources",
    "ShareDatasets", "SubscribeDashboardEmailReports",
  ]
}

# Export is a right of a user, not of a dashboard: users of the groups that may only view carry this profile
# (docs/runbooks/deploy.md). GGhouse, which works with the lists, does not.
resource "aws_cloudformation_stack" "view_only" {
  # checkov:skip=CKV_AWS_124: Terraform waits for the stack and reports its failure
  name = "${var.name_prefix}-quicksight-view-only"

  template_body = jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Description              = "QuickSight profile of users who may view and not export"
    Resources = {
      Profile = {
        Type = "AWS::QuickSight::CustomPermissions"
        Properties = {
          AwsAccountId          = local.account
          CustomPermissionsName = "${var.name_prefix}-view-only"
          Capabilities          = { for capability in local.view_only_denies : capability => "DENY" }
        }
      }
    }
  })
}
