output "role_arns" {
  description = "Roles of the workflows: plan, apply, release."
  value       = { for name, role in aws_iam_role.github : name => role.arn }
}

output "boundary_arn" {
  description = "Permissions boundary that every role made by the apply role carries."
  value       = aws_iam_policy.boundary.arn
}
