"""Superset on the published file: datasets, charts and dashboards, in English and Japanese."""
