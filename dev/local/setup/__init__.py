"""Installs the project's environments. Standard library only: it runs before anything is installed."""
