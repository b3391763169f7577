"""The tabs that are still written in Python."""
