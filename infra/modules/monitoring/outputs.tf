output "alert_topic_arn" {
  description = "Topic of every alert."
  value       = aws_sns_topic.alerts.arn
}

output "alarm_names" {
  description = "Names of all alarms, for the monthly fire drill."
  value       = sort([for a in aws_cloudwatch_metric_alarm.this : a.alarm_name])
}

output "pipeline_metrics" {
  description = "Metrics of the pipeline that have an alarm."
  value       = distinct([for a in local.alarms : a.metric if a.namespace == local.namespace])
}

output "dashboard_name" {
  description = "CloudWatch dashboard."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}
