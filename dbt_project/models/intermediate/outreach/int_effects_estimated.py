"""What each variant of a measure did beside its control, from the sums of both."""


def model(dbt, session):
    """Return one row per measure and variant that is not the control and has a customer."""
    from decimal import ROUND_HALF_UP, Decimal
    from fractions import Fraction
    from itertools import groupby

    import pyarrow as pa

    from estimators import effects

    names = ("y", "yy", "huge_yy", "x", "xx", "huge_xx", "xy", "huge_xy")
    found = dbt.ref("int_effects_summed").order("measure_number, variant")
    cursor = found.select(
        "measure_number, variant, planned_share, customer_count, converted_count, "
        + ", ".join(names)
    )
    kinds = {
        "measure_number": pa.int64(),
        "variant": pa.string(),
        "control_customer_count": pa.int64(),
        "control_converted_customer_count": pa.int64(),
        "incremental_net_sales": pa.decimal128(18, 4),
    }
    numbers = (
        "difference",
        "ci_low",
        "ci_high",
        "p_value",
        "relative_lift",
        "minimum_detectable_difference",
        "treated_net_sales_per_customer",
        "control_net_sales_per_customer",
        "net_sales_difference",
        "net_sales_ci_low",
        "net_sales_ci_high",
        "net_sales_p_value",
        "adjusted_net_sales_difference",
        "adjusted_net_sales_ci_low",
        "adjusted_net_sales_ci_high",
        "adjusted_net_sales_p_value",
        "variance_reduction",
        "sample_ratio_p_value",
    )
    kinds |= dict.fromkeys(numbers, pa.float64())
    columns = {name: [] for name in kinds}

    def sums(row):
        count, values = row[3], dict(zip(names, row[5:], strict=True))
        exact = {name: Fraction(value or 0) for name, value in values.items()}
        return effects.Sums(
            count,
            exact["x"],
            exact["xx"] + exact["huge_xx"],
            exact["xy"] + exact["huge_xy"],
            exact["y"],
            exact["yy"] + exact["huge_yy"],
        )

    def money(amount):
        # Half away from 0; what no column of money can hold is as good as unknown.
        if abs(amount) >= 10**14:
            return None
        units = Decimal(amount.numerator * 10**4) / Decimal(amount.denominator)
        return units.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-4)

    for number, rows in groupby(cursor.fetchall(), key=lambda row: row[0]):
        variants = {row[1]: row for row in rows}
        # As it is written: 0.3 is three tenths.
        shares = [None if r[2] is None else Fraction(repr(r[2])) for r in variants.values()]
        ratio = effects.sample_ratio_p_value([row[3] for row in variants.values()], shares)
        nobody = (number, "control", None, 0, 0, *[None] * len(names))
        control_row = variants.get("control", nobody)
        control, control_converted = sums(control_row), control_row[4]
        for variant, row in variants.items():
            treated, converted = sums(row), row[4]
            if variant == "control" or not treated.count:
                continue
            counts = (converted, treated.count, control_converted, control.count)
            rates = [n / of if of else None for n, of in (counts[:2], counts[2:])]
            difference = rates[0] - rates[1] if control.count else None
            lift = difference / rates[1] if rates[1] else None
            detectable = effects.detectable_difference(*counts[1:])
            interval = effects.newcombe_interval(*counts) or (None, None)
            money_test = effects.welch(treated, control)
            pair = effects.adjusted(treated, control)
            adjusted = effects.welch(*pair)
            gain = None
            if control.count:
                gain = money((pair[0].mean - pair[1].mean) * treated.count)
            values = (
                number,
                variant,
                control.count,
                control_converted,
                gain,
                difference,
                *interval,
                effects.rates_p_value(*counts),
                lift,
                detectable,
                float(treated.mean),
                float(control.mean) if control.count else None,
                *money_test,
                *adjusted,
                effects.variance_reduction(treated, control),
                ratio,
            )
            for name, value in zip(columns, values, strict=True):
                columns[name].append(value)
    return pa.table({name: pa.array(columns[name], kind) for name, kind in kinds.items()})
