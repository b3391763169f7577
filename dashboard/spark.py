"""Word-sized line charts, drawn as SVG without any script."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.formats import Number

WIDTH, HEIGHT, MARGIN = 120, 30, 3


def sparkline(
    values: Sequence[Number | None],
    top: Number | None = None,
    ahead: Sequence[tuple[Number, Number, Number]] = (),
) -> Markup:
    """Return a small line over equally spaced periods; gaps stay gaps, the last figure has a dot.

    Args:
        values: The figures, oldest first; None where there is none.
        top: Where given, the scale goes from 0 to this, so that several lines compare.
        ahead: Lower limit, forecast and upper limit of the periods that follow: a fan behind the
            dot. Not drawn where the last figure is missing.

    """
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return Markup("")
    if values[-1] is None:
        ahead = ()
    known += [float(bound) for bounds in ahead for bound in bounds]
    low, high = (0.0, float(top)) if top is not None else (min(known), max(known))
    spread = (high - low) or 1.0
    step = (WIDTH - 2 * MARGIN) / (len(values) + len(ahead) - 1)

    def place(index: int, value: Number) -> str:
        y = HEIGHT - MARGIN - (float(value) - low) / spread * (HEIGHT - 2 * MARGIN)
        return f"{round(MARGIN + index * step, 1)} {round(y, 1)}"

    path, is_open = [], False
    for index, value in enumerate(values):
        if value is None:
            is_open = False
            continue
        path.append(f"{'L' if is_open else 'M'}{place(index, value)}")
        is_open = True
    fan = dot = ""
    if values[-1] is not None:
        now = len(values) - 1
        x, y = (value := place(now, values[-1])).split(" ")
        dot = f'<circle cx="{x}" cy="{y}" r="2.6"/>'
        if ahead:
            lows, middles, highs = (
                [place(now + number, bounds[side]) for number, bounds in enumerate(ahead, 1)]
                for side in range(3)
            )
            outline = "L".join([value, *highs, *reversed(lows)])
            fan = f'<path class="fan" d="M{outline}Z"/>'
            fan += f'<path class="ahead" d="M{"L".join([value, *middles])}"/>'
    return Markup(
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMinYMid" '
        f'aria-hidden="true">'
        f'{fan}<path d="{" ".join(path)}"/>{dot}</svg>'
    )
