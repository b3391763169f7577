"""The self-contained HTML dashboard over the published marts."""

from dashboard.render import render

__all__ = ["render"]
