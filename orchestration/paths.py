"""Where everything lies: the environment variables and the files of a refresh."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT_DIR = ROOT / "dbt_project"


def data_dir() -> Path:
    """Return the folder of all output, absolute (``ENGAGEMENT_DATA_DIR``, default ``data/``)."""
    return Path(os.environ.get("ENGAGEMENT_DATA_DIR") or ROOT / "data").expanduser().absolute()


def raw_dir() -> Path:
    """Return the landing zone, absolute (``ENGAGEMENT_RAW_DIR``, default the sample company's)."""
    return Path(os.environ.get("ENGAGEMENT_RAW_DIR") or sample_dir()).expanduser().absolute()


def sample_dir() -> Path:
    """Return the folder in which the sample company lands."""
    return data_dir() / "landing"


def build_dir() -> Path:
    """Return the folder of the build databases."""
    return data_dir() / "build"


def warehouse_file() -> Path:
    """Return the build database: raw copies, staging, identity, intermediate, audit and pii."""
    return build_dir() / "warehouse.duckdb"


def marts_file() -> Path:
    """Return the file in which dbt builds the marts; publishing copies it."""
    return build_dir() / "built_marts.duckdb"


def published_link() -> Path:
    """Return the link that BI tools open; it names the newest published file."""
    return data_dir() / "engagement.duckdb"


def exports_file() -> Path:
    """Return the log of audiences that were handed over (audiences.py)."""
    return data_dir() / "exports.jsonl"


def contact_file() -> Path:
    """Return the file with names and addresses of customers with an open item (contacts.py)."""
    return data_dir() / "engagement_contacts.duckdb"
