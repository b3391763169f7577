"""The kinds of block: what each does with its rows. dashboard/tabs/README.md is their manual."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import altair as alt

from dashboard import charts
from dashboard.blocks import Chart, Cohorts, Column, Legend, StageMap, Table
from dashboard.formats import IN_TIME, change, is_percent, write
from dashboard.rows import Answer, Row, newest_months, put
from dashboard.tabs import as_text
from dashboard.text import Text, join, month_text
from dashboard.texts import in_words
from dashboard.words import label

Drawn = Chart | Table | Cohorts | StageMap

FEW = 30  # a rate of fewer people than this says more about chance than about them


def table(answer: Answer, frame: Table) -> Table:
    """List rows as they are, with id, swatch, level of trouble and trend where asked for."""
    rows = [_listed(answer, row) for row in answer.rows]
    label = _add_trends(answer, rows)
    return replace(
        frame,
        columns=answer.columns,
        rows=rows,
        trend_label=label,
        is_linked=answer.option("linked", False),
        whole=answer.block.whole,
    )


def _listed(answer: Answer, row: Row) -> Row:
    """Return a row as the template writes it: texts in words, what they are known by in `_keys`."""
    new = dict(row)
    new["_keys"] = {}
    for column in answer.columns:
        given = answer.option("columns")[column.key] or {}
        if column.is_text:
            new[column.key] = cell_text(answer, column, row)
            new["_keys"][column.key] = _known_by(column, row)
        if column.unit == "own":
            new["_unit"] = _own_unit(answer, given["unit"], row)
        if change_of := given.get("change_of"):
            # As the cards write it: points of rates are no per cent of them.
            value, previous = (row[name] for name in change_of)
            unit = new["_unit"] if column.unit == "own" else column.unit
            text = change(value, previous, row[column.key], unit)
            new["_texts"] = new.get("_texts", {}) | {column.key: text}
    if swatch := answer.option("swatch"):
        new["_colour"] = answer.context.colour(row[swatch]) or charts.OTHER_COLOUR
    if (known_as := answer.option("id")) and row[known_as] != row[answer.columns[0].key]:
        new["_id"] = row[known_as]
    if level := answer.option("level"):
        new["_level"] = row[level]
    if rule := answer.option("decide"):
        new["_rule"] = row[rule]
    return new


def cell_text(answer: Answer, column: Column, row: Row) -> Text | None:
    """Return a text of a list, None where the row has none."""
    given = answer.option("columns")[column.key] or {}
    value = row[column.key]
    if value is None and column.unit not in ("word", "path"):
        return None
    if "ja" in given:
        return Text(str(value), str(row[given["ja"]] or value))
    return answer.text(row, column)


def _known_by(column: Column, row: Row) -> str | None:
    """Return what data know a text by: its word, or its day in the order of time."""
    value = row["period_start"] if column.unit == "period" else row[column.key]
    known = column.unit in ("word", *IN_TIME)
    return str(value) if known and value is not None else None


def _own_unit(answer: Answer, units: dict[str, Any], row: Row) -> str:
    """Return the unit of a row whose figure may be of several.

    As the block says it by value, count where it names none; of a metric as the registry says.
    """
    value = row[units["by"]]
    if len(units) == 1:
        metric = answer.context.metrics.get(value)
        return metric.unit if metric else "number"
    return next((u for u, names in units.items() if u != "by" and value in names), "count")


def _add_trends(answer: Answer, rows: list[Row]) -> Text | None:
    if answer.trends is None:
        return None
    trend = answer.option("trend")
    months = sorted({row["month"] for row in answer.trends})
    lines: dict[object, list[Any]] = {}
    for point in answer.trends:
        line = lines.setdefault(point[trend["by"]], [trend.get("fill")] * len(months))
        line[months.index(point["month"])] = point[trend["value"]]
    for row, given in zip(rows, answer.rows, strict=True):
        row["_trend"] = lines.get(given[trend["by"]], [])
        row["_own_scale"] = trend.get("own_scale", False)
    return label("page.trend_quarters" if trend.get("quarters") else "page.trend")


def months(answer: Answer, frame: Chart) -> Chart:
    """Draw a time series: bars (stacked by a series), lines, or points on a thin line."""
    draw = answer.option("draw", "bars")
    value = answer.column(answer.option("value"))
    series, choose = answer.option("series"), answer.option("choose")
    rows = _filled(answer, value.key, series or choose)
    shades = _shades(answer, [row[series] for row in rows]) if series else {}
    latest = {row[series]: row[value.key] for row in rows if series and row[value.key] is not None}
    interval, reference = answer.option("interval") or [], answer.option("reference")
    drawn = answer.chart_rows(
        rows, "month", "is_open", "flows", series, choose, *interval, reference
    )
    for place, row in enumerate(drawn):
        put(row, "month", answer.text(rows[place], _month_column(answer)))
    left_out = _leave_out(answer, rows, drawn)
    currency, domain = answer.context.currency, answer.option("domain")

    def build(language: str) -> alt.Chart | alt.LayerChart:
        form = charts.axis_format(value.unit, language)
        if domain and domain[0] < 0:
            form = charts.SIGNED
        y = charts.value_axis(
            "drawn" if answer.option("base") else value.key,
            form,
            tuple(domain) if domain else None,
            ticks=5 if form == charts.SIGNED else 4,
            stack="zero" if series and draw == "bars" else None,
        )
        paint = charts.colour(series, list(shades), list(shades.values())) if series else None
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=charts.month_axis(drawn),
            tooltip=charts.tooltip(answer.columns, language, currency),
            **({"color": paint} if paint else {}),
        )
        own = {} if paint else {"color": charts.ACCENT}
        if draw == "bars":
            return base.mark_bar(**own).encode(y=y, opacity=charts.opacity())
        width, shade = (1, 0.45) if draw == "points" else (2, 1.0)
        layers = [base.mark_line(strokeWidth=width, opacity=shade, **own).encode(y=y)]
        if interval:
            layers.insert(0, _interval(base, interval, own))
        if reference:
            dashes = base.mark_line(color=charts.MUTED, strokeDash=[4, 3], strokeWidth=1)
            layers.insert(0, dashes.encode(y=alt.Y(f"{reference}:Q")))
        if domain and domain[0] < 0:
            zero = alt.Chart(alt.NamedData("zero")).mark_rule(color=charts.MUTED, aria=False)
            layers.insert(0, zero.encode(y=alt.YDatum(0)))
        points = base.mark_point(filled=True, size=34, opacity=1, **own).encode(y=y)
        if interval and paint:
            # Fill would take the colour from the series: what is open is pale there.
            points = points.encode(opacity=charts.opacity())
        elif interval:
            points = base.mark_point(
                filled=True, size=42, opacity=1, stroke=charts.ACCENT, strokeWidth=1.5
            ).encode(
                y=y,
                fill=charts.either(alt.FillValue, "datum.is_open", charts.SURFACE, charts.ACCENT),
            )
        return alt.layer(*layers, points)

    legend = [
        Legend(
            answer.word(name),
            shade,
            write(latest.get(name), value.unit, currency) if answer.option("latest") else None,
        )
        for name, shade in shades.items()
    ]
    if reference and any(row[reference] is not None for row in drawn):
        legend += [
            Legend(value.label, charts.ACCENT),
            Legend(answer.column(reference).label, charts.MUTED),
        ]
    return replace(
        frame,
        rows=drawn,
        build=build,
        columns=answer.columns,
        legend=legend,
        options=answer.choices(rows),
        option_field=choose,
        below=_below(answer, frame, drawn),
        note=join([frame.note, left_out], Text(" ", "")) if frame.note and left_out else frame.note,
    )


def _leave_out(answer: Answer, rows: list[Row], drawn: list[Row]) -> Text | None:
    """Give rows what is drawn of them: nothing where a rate rests on few, if others do not.

    Returns the sentence that says so, None where nothing is left out.
    """
    base, value = answer.option("base"), answer.option("value")
    if base is None:
        return None
    apart = answer.option("series") or answer.option("choose")
    enough = {row.get(apart) for row in rows if (row[base] or 0) >= FEW}
    is_left_out = False
    for row, given in zip(drawn, rows, strict=True):
        is_few = given[base] is not None and given[base] < FEW and given.get(apart) in enough
        row["drawn"] = None if is_few else given[value]
        is_left_out |= is_few and given[value] is not None
    if not is_left_out:
        return None
    return label("page.few", limit=write(FEW, "count"), base=answer.column(base).label)


def _month_column(answer: Answer) -> Column:
    """Return the column that names the period: the block's own, else the month."""
    own = [column for column in answer.columns if column.unit in ("month", "period")]
    return own[0] if own else Column("month", Text("", ""), "month")


def _interval(base: alt.Chart, ends: list[str], own: dict[str, str]) -> alt.LayerChart:
    """Draw an interval: a band where periods overlap (column flows), bars where they do not.

    It has the colour of its line: the chart's own, or that of the series.
    """
    low, high = alt.Y(f"{ends[0]}:Q"), alt.Y2(f"{ends[1]}:Q")
    band = base.mark_area(line=False, **own).encode(y=low, y2=high)
    bars = base.mark_rule(strokeWidth=5, **own).encode(y=low, y2=high)
    # What rests on few is listed, not drawn.
    hidden = "datum.flows || datum.drawn === null"
    return alt.layer(
        band.encode(opacity=charts.either(alt.OpacityValue, "datum.flows", 0.16, 0)),
        bars.encode(opacity=charts.either(alt.OpacityValue, hidden, 0, 0.3)),
    )


def _filled(answer: Answer, value: str, apart: str | None) -> list[Row]:
    """Return the rows of the months that are shown, with rows for months that have none.

    A month without a row is a true zero (fill: zero) or not known (fill: gap): its line breaks
    there instead of inventing figures between its neighbours.
    """
    context, fill, below = answer.context, answer.option("fill"), answer.option("below")
    known = {row["month"] for row in answer.rows}
    if fill == "zero" and context.local_as_of:
        known.add(context.open_month or context.last_complete_month)
    shown = newest_months(known)
    rows = [row for row in answer.rows if row["month"] in set(shown)]
    for row in rows:
        row.setdefault("is_open", not context.is_complete(row["month"]))
    if fill is None:
        return rows
    for name in {row[apart] for row in rows} if apart else {None}:
        own = [row for row in rows if not apart or row[apart] == name]
        # Points that stand further apart than a month (quarters) say so.
        step = own[0].get("month_step", 1)
        months = shown if fill == "zero" else newest_months(row["month"] for row in own)[::step]
        for month in set(months) - {row["month"] for row in own}:
            gap: Row = dict.fromkeys(own[0]) | {"month": month, "month_step": step, "_is_gap": True}
            gap["is_open"] = not context.is_complete(month)
            gap |= {value: 0} if fill == "zero" else {}
            gap |= {below: 0} if below else {}  # a count
            rows.append(gap | ({apart: name} if apart else {}))
    order = list(dict.fromkeys(row[apart] for row in answer.rows)) if apart else []
    return sorted(rows, key=lambda row: (order.index(row[apart]) if apart else 0, row["month"]))


def _shades(answer: Answer, names: list[Any]) -> dict[Any, str]:
    """Return the colour of each name in order: its own by seed words, else one that is free.

    What stands for everything else keeps the grey to itself.
    """
    given = {name: answer.context.colour(name) for name in names}
    if "other" in given:
        grey = {name for name, shade in given.items() if shade == charts.OTHER_COLOUR}
        given |= dict.fromkeys(grey - {"other"})
    free = [shade for shade in charts.SERIES if shade not in given.values()]
    return {
        name: shade or (free.pop(0) if free else charts.OTHER_COLOUR)
        for name, shade in given.items()
    }


def _below(answer: Answer, frame: Chart, drawn: list[Row]) -> Chart | None:
    """Return a smaller chart of another column on the same axis."""
    if not (name := answer.option("below")):
        return None
    column, currency = answer.column(name), answer.context.currency

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar(color=charts.OTHER_COLOUR)
            .encode(
                x=charts.month_axis(drawn),
                y=charts.value_axis(name, ",d", ticks=2),
                opacity=charts.opacity(),
                tooltip=charts.tooltip(answer.columns, language, currency),
            )
        )

    return Chart(
        key=f"{frame.key}_{name}",
        title=column.label,
        rows=drawn,
        build=build,
        columns=answer.columns,
        height=80,
        option_field=answer.option("choose"),
    )


def bars(answer: Answer, frame: Chart) -> Chart:
    """Draw bars by category: upright or across, plain or stacked, with figures or an axis."""
    category, value = (
        answer.column(answer.option("category")),
        answer.column(answer.option("value")),
    )
    stack, choose = answer.option("stack"), answer.option("choose")
    paint_by = stack or answer.option("colour")
    beyond, highlight = answer.option("beyond"), answer.option("highlight")
    across = answer.option("across", False)
    shades = _shades(answer, [row[paint_by] for row in answer.rows]) if paint_by else {}
    places = {c: n for n, c in enumerate(dict.fromkeys(r[category.key] for r in answer.rows))}
    rows = answer.chart_rows(answer.rows, choose, paint_by, highlight)
    loss = str(answer.option("figure", "")).startswith("-")
    figure = str(answer.option("figure", "")).removeprefix("-")
    for row, given in zip(rows, answer.rows, strict=True):
        row["place"] = places[given[category.key]]
        if beyond:
            parts = given[value.key], given[beyond]
            row["end"] = None if None in parts else sum(parts)
        if paint_by:
            row["stack_place"] = list(shades).index(given[paint_by])
        if figure:
            row["figure"] = _figure(answer, figure, given, loss)
    end = "end" if beyond else value.key
    currency = answer.context.currency

    def build(language: str) -> alt.Chart | alt.LayerChart:
        kind = (
            {"field": f"{category.key}_{language}"} if category.is_text else {"field": category.key}
        )
        names = {
            **kind,
            "type": "nominal" if category.is_text else "ordinal",
            "title": category.label.of(language) if answer.option("axis") else None,
            "sort": alt.EncodingSortField("place", op="min"),
        }
        calm = {"ticks": False, "domain": False, "grid": False}
        if across:
            room = {"scale": alt.Scale(domain=[0, 1.35 if figure else 1])}
            room = room if is_percent(value.unit) else {}
            axis = alt.Axis(tickCount=4, domain=False, **_axis_words(value.unit, language))
            ends = {
                "y": alt.Y(**names, axis=alt.Axis(labelLimit=180, **calm)),
                "x": alt.X(
                    field=end,
                    type="quantitative",
                    title=None,
                    axis=None if figure and is_percent(value.unit) else axis,
                    **room,
                    **({"stack": "zero"} if stack else {}),
                ),
            }
            mark = {} if stack or beyond else {"height": 24}
            beside = {"align": "left", "dx": 6}
        else:
            quiet = alt.Axis(labelAngle=0, labelOverlap=True, labelLimit=70, **calm)
            form = charts.axis_format(value.unit, language)
            upright = alt.Y(field=end, type="quantitative", title=None, axis=None)
            ends = {
                "x": alt.X(**names, axis=quiet),
                "y": upright if figure else charts.value_axis(value.key, form),
            }
            mark, beside = {}, {"dy": -7, "fontSize": 11}
        base = alt.Chart(alt.NamedData("rows")).encode(
            **ends, tooltip=charts.tooltip(answer.columns, language, currency)
        )
        shade = alt.ColorValue(charts.ACCENT)
        if paint_by:
            shade = charts.colour(paint_by, list(shades), list(shades.values()))
        elif highlight:
            shade = charts.either(
                alt.ColorValue, f"datum.{highlight}", "var(--warm)", charts.ACCENT
            )
        layers = [base.mark_bar(**mark).encode(color=shade)]
        if stack:
            layers[0] = layers[0].encode(order=alt.Order("stack_place:Q"))
        if beyond:
            inner = alt.X(field=value.key, type="quantitative")
            layers = [
                base.mark_bar(color=charts.ACCENT, opacity=charts.OPEN_OPACITY),
                base.mark_bar(color=charts.ACCENT).encode(x=inner),
            ]
        if figure:
            layers.append(
                base.mark_text(color=charts.INK, **beside).encode(text=alt.Text("figure:N"))
            )
        return alt.layer(*layers) if len(layers) > 1 else layers[0]

    return replace(
        frame,
        rows=rows,
        build=build,
        columns=answer.columns,
        legend=_bar_legend(answer, shades, highlight, beyond),
        options=answer.choices(answer.rows),
        option_field=choose,
    )


def _figure(answer: Answer, name: str, row: Row, is_loss: bool) -> str:
    value, unit = row[name], answer.column(name).unit
    if value is None:
        return ""
    return write(-value if is_loss else value, unit, answer.context.currency)


def _axis_words(unit: str, language: str) -> dict[str, str]:
    form = charts.axis_format(unit, language)
    return {"labelExpr": form} if "datum" in form else {"format": form}


def _bar_legend(
    answer: Answer, shades: dict[Any, str], highlight: str | None, beyond: str | None
) -> list[Legend]:
    if shades:
        return [Legend(answer.word(name), shade) for name, shade in shades.items()]
    words = {k: Text(v["en"], v["ja"]) for k, v in (answer.block.words.get("legend") or {}).items()}
    if highlight and "highlight" in words:
        return [Legend(words["highlight"], "var(--warm)")]
    if beyond:
        paler = "color-mix(in srgb, var(--accent) 45%, transparent)"
        return [Legend(words["value"], charts.ACCENT), Legend(words["beyond"], paler)]
    return []


def dots(answer: Answer, frame: Chart) -> Chart:
    """Draw a scatter plot with named points.

    `cut` are columns with the lines that quarter it; `diagonal` is the line on which y is x.
    """
    x, y = answer.column(answer.option("x")), answer.column(answer.option("y"))
    name, by = answer.option("name"), answer.option("colour")
    cut, diamond, choose = answer.option("cut"), answer.option("diamond"), answer.option("choose")
    shades = _shades(answer, [row[by] for row in answer.rows]) if by else {}
    rows = answer.chart_rows(answer.rows, by, choose, diamond, *(cut or []))
    seen = set()
    for row in rows:
        # One row of each choice carries the lines; drawn once, they do not pile up.
        row["is_first"] = row.get(choose) not in seen
        seen.add(row.get(choose))
    currency = answer.context.currency

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows"))
        place = {
            "x": alt.X(
                field=x.key,
                type="quantitative",
                title=f"{x.label.of(language)} →",
                scale=alt.Scale(zero=False, nice=False, padding=28),
                axis=alt.Axis(tickCount=5, grid=False, **_axis_words(x.unit, language)),
            ),
            "y": alt.Y(
                field=y.key,
                type="quantitative",
                title=None,
                scale=alt.Scale(zero=True, nice=False, padding=22),
                axis=alt.Axis(
                    tickCount=4, grid=False, domain=False, ticks=False,
                    **_axis_words(y.unit, language),
                ),
            ),
        }  # fmt: skip
        look: dict[str, Any] = {}
        if by:
            look["color"] = charts.colour(by, list(shades), list(shades.values()))
        if diamond:
            look["shape"] = charts.either(alt.ShapeValue, f"datum.{diamond}", "diamond", "circle")
        points = base.mark_point(filled=True, size=90, opacity=1).encode(
            **place, **look, tooltip=charts.tooltip(answer.columns, language, currency)
        )
        text = alt.Text(field=f"{name}_{language}", type="nominal")
        names = base.mark_text(dy=-13, fontSize=12, color=charts.INK).encode(**place, text=text)
        lines = _cuts(base, *cut) if cut else []
        if answer.option("diagonal"):
            equal = place | {"y": alt.Y(field=x.key, type="quantitative")}
            lines.append(base.mark_line(color=charts.MUTED, strokeDash=[4, 3]).encode(**equal))
        return alt.layer(*lines, points, names)

    own = answer.block.words.get("legend") or {}
    legend: dict[str, Text] = {}
    for value, shade in shades.items():
        legend.setdefault(shade, as_text(own[value]) if value in own else answer.word(value))
    return replace(
        frame,
        rows=rows,
        build=build,
        columns=answer.columns,
        legend=[Legend(text, shade) for shade, text in legend.items()],
        options=answer.choices(answer.rows),
        option_field=choose,
    )


def _cuts(base: alt.Chart, across: str, up: str) -> list[alt.Chart]:
    """Return the lines that quarter a plot, and a shade over its upper left corner."""
    once = base.transform_filter("datum.is_first")
    corner = once.mark_rect(color="var(--warm)", opacity=0.1, aria=False).encode(
        x=alt.X(f"{across}:Q"), x2=alt.X2Value(0), y=alt.Y(f"{up}:Q"), y2=alt.Y2Value(0)
    )
    line = once.mark_rule(color=charts.RULE, strokeDash=[4, 3], aria=False)
    return [corner, line.encode(y=alt.Y(f"{up}:Q")), line.encode(x=alt.X(f"{across}:Q"))]


def heat(answer: Answer, frame: Chart) -> Chart:
    """Draw a matrix of cells, darker where the value is larger; a cell without value is an outline.

    Rows and columns stand in the order of `<column>_place` where the query gives it, else by value.
    """
    x, y = answer.column(answer.option("x")), answer.column(answer.option("y"))
    value, figure = answer.column(answer.option("value")), answer.option("figure")
    known = [row[value.key] for row in answer.rows if row[value.key] is not None]
    top = answer.option("top") or max(known, default=1)
    rows = answer.chart_rows(answer.rows)
    for row, given in zip(rows, answer.rows, strict=True):
        for side in (x.key, y.key):
            row[f"{side}_place"] = given.get(f"{side}_place", given[side])
        if figure:
            row["figure"] = _cell(answer, figure, given)
    currency = answer.context.currency

    def side(column: Column, ends: list[int] | None, language: str, **axis: object) -> Row:
        placed: dict[str, Any] = {"sort": alt.EncodingSortField(f"{column.key}_place", op="min")}
        if ends:
            every: list[Any] = list(range(ends[0], ends[1] + 1))
            if column.is_text:
                every = [in_words(answer.context, n, column.unit).of(language) for n in every]
            placed = {"scale": alt.Scale(domain=every, paddingInner=0.06)}
        return placed | {
            "field": f"{column.key}_{language}" if column.is_text else column.key,
            "type": "nominal" if column.is_text else "ordinal",
            "title": None if column.is_text or ends else column.label.of(language),
            "axis": alt.Axis(domain=False, ticks=False, grid=False, labelLimit=120, **axis),
        }

    def build(language: str) -> alt.LayerChart:
        # Turned names stand close; figures that do not fit are left out.
        straight = {"labelAngle": 0, "labelOverlap": True}
        turned = {"labelAngle": -50, "orient": "top"} if x.is_text else straight
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=alt.X(**side(x, answer.option("x_range"), language, **turned)),
            y=alt.Y(**side(y, answer.option("y_range"), language)),
            tooltip=charts.tooltip(answer.columns, language, currency),
        )
        # Ink can be read on cells of up to this shade in both themes.
        darkest = 0.5 if figure else 1
        shade = alt.Opacity(
            field=value.key,
            type="quantitative",
            scale=alt.Scale(domain=[0, top], range=[0.06, darkest]),
            legend=None,
        )
        layers = [
            base.mark_rect(filled=False, stroke=charts.RULE, strokeWidth=1),
            base.transform_filter(f"isValid(datum.{value.key})")
            .mark_rect(color=charts.ACCENT)
            .encode(opacity=shade),
        ]
        if figure:
            layers.append(
                base.mark_text(fontSize=11, color=charts.INK).encode(text=alt.Text("figure:N"))
            )
        return alt.layer(*layers)

    return replace(
        frame,
        rows=rows,
        build=build,
        columns=answer.columns,
        options=answer.choices(answer.rows),
        option_field=answer.option("choose"),
    )


def _cell(answer: Answer, name: str, row: Row) -> str:
    """Return what stands in a cell: shares without decimals, small ones by their shade alone."""
    value, unit = row[name], answer.column(name).unit
    if value is None or value < answer.option("figure_from", 0):
        return ""
    return f"{value:.0%}" if is_percent(unit) else write(value, unit, answer.context.currency)


def cohorts(answer: Answer, frame: Cohorts) -> Cohorts:
    """Show retention by cohort: one row per cohort, one column per month since."""
    rows: dict[object, Row] = {}
    for cell in answer.rows:
        month = cell["cohort_month"]
        row = rows.setdefault(month, {"label": month_text(month), "month": month, "cells": {}})
        row["size"] = cell["cohort_customer_count"]
        row["cells"][cell["month_number"]] = cell
    told = [cell for cell in answer.rows if cell["retention_rate"] is not None]
    # Month 0 is 1 by definition: it must not wash out the months that tell something.
    later = [cell for cell in told if cell["month_number"] > 0]
    # What a few people do must not set the scale, unless there is nothing else.
    many = [cell for cell in later if cell["cohort_customer_count"] >= FEW]
    for row in rows.values():
        row["is_few"] = bool(many) and (row["size"] or 0) < FEW
    some_few = any(row["is_few"] for row in rows.values())
    few = label("page.few_cohorts", limit=write(FEW, "count")) if some_few else None
    return replace(
        frame,
        cohort_label=answer.column("cohort_month").label,
        size_label=answer.column("cohort_customer_count").label,
        months_label=answer.column("month_number").label,
        months=range(max([12, *(cell["month_number"] for cell in told)]) + 1),
        rows=list(rows.values()),
        top=max((cell["retention_rate"] for cell in many or later), default=0) or 1,
        note=join([frame.note, few], Text(" ", "")) if frame.note and few else frame.note,
    )


def stages(answer: Answer, frame: StageMap) -> StageMap:
    """Draw a journey map of rows of a stage and one of its actions each."""
    found: dict[object, Row] = {}
    for row in answer.rows:
        stage = found.setdefault(row["stage"], row | {"_name": answer.word(row["stage"])})
        actions = stage.setdefault("_actions", [])
        if row["name_en"] is not None:
            actions.append((Text(row["name_en"], row["name_ja"]), row["touch_share"]))
        stage["_pain"] = row["top_topic"] and answer.word(row["top_topic"])
    return replace(frame, columns=answer.columns, rows=list(found.values()))


DRAW: dict[str, Callable[..., Drawn]] = {
    "table": table,
    "months": months,
    "bars": bars,
    "dots": dots,
    "heat": heat,
    "cohorts": cohorts,
    "stages": stages,
}
