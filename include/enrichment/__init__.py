"""Nationalities of tenants whose record does not state one."""
