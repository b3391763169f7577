"""The assets of the refresh, one module per producer."""
