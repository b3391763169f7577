"""Survey weights that give each period's respondents the known shares of the population."""


def model(dbt, session):
    """Return one row per period and cell of respondents of a survey with targets."""
    import pyarrow as pa

    from estimators.raking import rake, trimmed

    # dbt reads the source for what a model asks its configuration for, and only plain calls.
    settings = dbt.config.get("meta")
    cap = float(settings["raking_cap"])
    targets: dict[str, dict[str, dict[str, float]]] = {}
    for survey_id, attribute, value, share in (
        dbt.ref("survey_targets").project("survey_id, attribute, value, share").fetchall()
    ):
        targets.setdefault(survey_id, {}).setdefault(attribute, {})[value] = share
    members = dbt.ref("int_respondents_celled").project("response_id, cell_number, weight")
    traits = dbt.ref("int_respondents_to_traits").project("response_id, attribute, value")
    weight_of: dict[int, float] = {}
    value_of: dict[tuple[int, str], str | None] = {}
    for _, cell, weight, attribute, value in (
        members.aggregate("min(response_id) as response_id, cell_number, weight")
        .join(traits, "response_id")
        .fetchall()
    ):
        weight_of[cell] = weight
        value_of[cell, attribute] = value
    counted: dict[tuple, dict[int, int]] = {}
    for start, end, survey_id, cell, count in (
        dbt.ref("int_nps_respondents_counted")
        .filter("cell_number is not null")
        .aggregate(
            "period_start, period_end, survey_id, cell_number, count(*)",
            "period_start, period_end, survey_id, cell_number",
        )
        .fetchall()
    ):
        counted.setdefault((start, end, survey_id), {})[cell] = int(count)
    rows = []
    for (start, end, survey_id), counts in sorted(counted.items()):
        cells = sorted(counts)
        sizes = [counts[cell] for cell in cells]
        margins = [
            ([value_of[cell, attribute] for cell in cells], shares)
            for attribute, shares in sorted(targets[survey_id].items())
        ]
        raked = rake([weight_of[cell] for cell in cells], sizes, margins)
        rows += [
            (start, end, cell, float(weight))
            for cell, weight in zip(cells, trimmed(raked, sizes, cap), strict=True)
        ]
    columns = zip(*rows, strict=True) if rows else ([], [], [], [])
    names = ("period_start", "period_end", "cell_number", "raked_weight")
    kinds = (pa.date32(), pa.date32(), pa.int64(), pa.float64())
    return pa.table(
        {n: pa.array(list(c), k) for n, c, k in zip(names, columns, kinds, strict=True)}
    )
