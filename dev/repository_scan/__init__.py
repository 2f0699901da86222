"""Secrets and personal data must not be in the repository: a scan of its files and of a branch's changes."""
