"""What changed with a measure that has no control, from the sums of its days and of the rest's."""


def model(dbt, session):
    """Return one row per measure and comparison."""
    from fractions import Fraction

    import pyarrow as pa

    from estimators import effects

    names = ("n", "nn", "huge_nn", "d", "dd", "huge_dd", "nd", "huge_nd")
    summed = dbt.ref("int_windows_summed").select(
        "measure_number, comparison, period, is_treated, day_count, " + ", ".join(names)
    )
    windows = {}
    for number, comparison, period, is_treated, count, *values in summed.fetchall():
        exact = {name: Fraction(value or 0) for name, value in zip(names, values, strict=True)}
        windows[number, comparison, period, is_treated] = effects.Window(
            count,
            exact["n"],
            exact["d"],
            exact["nn"] + exact["huge_nn"],
            exact["nd"] + exact["huge_nd"],
            exact["dd"] + exact["huge_dd"],
        )
    keys = (
        dbt.ref("int_measures_windowed")
        .order("measure_number, comparison")
        .select("measure_number, comparison, segment_type")
    )
    kinds = {"measure_number": pa.int64(), "comparison": pa.string()} | dict.fromkeys(
        (
            "before_value",
            "after_value",
            "rest_before_value",
            "rest_after_value",
            "difference",
            "ci_low",
            "ci_high",
            "p_value",
            "relative_change",
            "difference_in_differences",
            "did_ci_low",
            "did_ci_high",
            "did_p_value",
        ),
        pa.float64(),
    )
    columns = {name: [] for name in kinds}
    for number, comparison, segment_type in keys.fetchall():
        own, rest = (
            [windows.get((number, comparison, period, side)) for period in ("before", "after")]
            for side in (True, False)
        )
        if segment_type == "all":
            rest = [None, None]
        values = [None if w is None or w.value is None else w.value for w in (*own, *rest)]
        change = effects.change((own[1], own[0]), (1, -1))
        double = effects.change((own[1], own[0], rest[1], rest[0]), (1, -1, -1, 1))
        relative = (
            float((values[1] - values[0]) / values[0])
            if values[0] and values[1] is not None
            else None
        )
        row = (
            number,
            comparison,
            *(None if value is None else float(value) for value in values),
            *change,
            relative,
            *double,
        )
        for name, value in zip(columns, row, strict=True):
            columns[name].append(value)
    return pa.table({name: pa.array(columns[name], kind) for name, kind in kinds.items()})
