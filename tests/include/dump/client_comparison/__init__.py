"""Comparing the engine with the mysql client on dumps of generated databases."""
