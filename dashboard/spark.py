"""Word-sized line charts, drawn as SVG without any script."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.formats import Number

WIDTH, HEIGHT, MARGIN = 120, 30, 3


def sparkline(values: Sequence[Number | None], top: Number | None = None) -> Markup:
    """Return a small line over equally spaced periods; gaps stay gaps, the last figure has a dot.

    Args:
        values: The figures, oldest first; None where there is none.
        top: Where given, the scale goes from 0 to this, so that several lines compare.

    """
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return Markup("")
    low, high = (0.0, float(top)) if top is not None else (min(known), max(known))
    spread = (high - low) or 1.0
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)

    def place(index: int, value: Number) -> tuple[float, float]:
        y = HEIGHT - MARGIN - (float(value) - low) / spread * (HEIGHT - 2 * MARGIN)
        return round(MARGIN + index * step, 1), round(y, 1)

    path, is_open = [], False
    for index, value in enumerate(values):
        if value is None:
            is_open = False
            continue
        x, y = place(index, value)
        path.append(f"{'L' if is_open else 'M'}{x} {y}")
        is_open = True
    dot = ""
    if values[-1] is not None:
        x, y = place(len(values) - 1, values[-1])
        dot = f'<circle cx="{x}" cy="{y}" r="2.6"/>'
    return Markup(
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMinYMid" '
        f'aria-hidden="true">'
        f'<path d="{" ".join(path)}"/>{dot}</svg>'
    )
