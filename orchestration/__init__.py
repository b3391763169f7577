"""Runs the warehouse: loading, building, checking and publishing, with Dagster around it."""
