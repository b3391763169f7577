"""The self-contained HTML dashboard over the published marts."""

from dashboard.page import render

__all__ = ["render"]
