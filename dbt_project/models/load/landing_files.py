"""Loads what is new in the landing zone.

So `dbt build` by hand starts from the same rows as a refresh.
"""


def model(dbt, session):
    """Return one row per landing file that is loaded; sources are read only after this ran."""
    from orchestration import engines, paths
    from orchestration.landing import load

    settings = dbt.config.get("meta")
    engine = engines.chosen()
    with engine.raw_rows(session) as rows:
        load(session, paths.raw_dir(), earliest=settings["earliest_date"], rows=rows)
    engine.receive(session)
    return session.query(
        "select source, table_name, file, size_bytes, row_count, quarantined_row_count, "
        "newest_loaded_at, extra_columns, missing_columns, is_published from raw.landing_files"
    )
