"""The salt of all published hashes, read from a table so that it stands in no SQL and no log."""


def model(dbt, session):
    """Return one row with the salt; a zone of real people with the default one is refused."""
    import pyarrow as pa

    from orchestration import paths
    from orchestration.salt import chosen

    settings = dbt.config.get("meta")
    accept = str(settings["accept_default_salt"]).lower() == "true"
    salt = chosen(str(settings["identity_salt"]), accept, paths.raw_dir())
    return pa.table({"salt": pa.array([salt], pa.string())})
