"""Connections to the warehouse, its schemas, the run ledger, publishing and backups."""
