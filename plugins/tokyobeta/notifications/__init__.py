"""Notifications: what people are told, and where."""
