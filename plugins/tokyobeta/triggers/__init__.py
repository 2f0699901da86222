"""Triggers: they only wait."""
