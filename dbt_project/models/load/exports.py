"""Which audiences were handed over, from the log that outlives the build databases."""


def model(dbt, session):
    """Return one row per export; none where nothing was handed over."""
    from orchestration import audiences

    return audiences.logged()
