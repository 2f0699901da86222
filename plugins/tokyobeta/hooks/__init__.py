"""Hooks: how tasks reach the warehouse and AWS."""
