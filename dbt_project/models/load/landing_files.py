"""Loads what is new in the landing zone.

So `dbt build` by hand starts from the same rows as a refresh.
"""


def model(dbt, session):
    """Return one row per landing file that is loaded; sources are read only after this ran."""
    from orchestration import engines, paths
    from orchestration.landing import load

    settings = dbt.config.get("meta")
    load(session, paths.raw_dir(), earliest=settings["earliest_date"])
    engines.chosen().receive(session)
    return session.query(
        "select source, table_name, file, size_bytes, row_count, quarantined_row_count, "
        "newest_loaded_at, extra_columns, missing_columns, is_published from raw.landing_files"
    )
