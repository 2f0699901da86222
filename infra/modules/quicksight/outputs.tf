output "data_set_ids" {
  description = "Ids of the SPICE data sets; the pipeline refreshes exactly these."
  value       = sort([for d in local.data_sets : d.id])
}

output "dashboard_ids" {
  description = "Ids of the dashboards."
  value       = sort([for name in keys(local.dashboards) : "tokyobeta-${replace(name, "_", "-")}"])
}

output "group_arns" {
  description = "Groups of the four organisations."
  value       = { for name, group in aws_quicksight_group.organisation : name => group.arn }
}

output "view_only_groups" {
  description = "Groups whose users carry the view-only profile."
  value       = sort([for name, group in local.groups : name if !group.export])
}

output "view_only_profile" {
  description = "Name of the profile that forbids export."
  value       = "${var.name_prefix}-view-only"
}
