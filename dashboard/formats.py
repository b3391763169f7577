"""How figures are written, the same in both languages: 1,234 / ¥1,234 / 12.3% / −4.5.

A unit (count, share, currency ...) decides; places, years and hours of the day are ordinal.
"""

import math
from decimal import ROUND_HALF_UP, Decimal

from dashboard.text import DASH, Text, plain

Number = int | float | Decimal

# Currencies without a minor unit show no decimals; a symbol is used only where it is unambiguous.
_NO_DECIMALS = {"JPY", "KRW", "VND", "CLP"}
_SYMBOLS = {"JPY": "¥", "EUR": "€", "GBP": "£", "KRW": "₩", "INR": "₹", "USD": "$"}
_MINUS = "−"
# Units of figures (those of the marts' columns) and how many decimals they are written with.
_DECIMALS = {
    "count": 0,
    "days": 1,
    "hours": 1,
    "log_odds": 2,
    "minutes": 1,
    "months": 1,
    "multiple": 1,
    "number": 1,
    "original_currency": 2,
    "points": 1,
    "score": 1,
    "seconds": 1,
    "years": 1,
}
_PERCENT = {"share", "ratio", "probability"}
P_VALUE = "p_value"
# How a change is told -> what follows its figure.
CHANGES = {
    "rate": Text(" pp", "pt"),
    "points": Text(" points", "ポイント"),
    "absolute": plain(""),
    "relative": plain("%"),
}
# Units of texts: names of values, periods, and what is shown as it is.
TEXTS = {"word", "path", "month", "quarter", "day", "moment", "period", "weekday", "text"}
# Texts that lists put in the order of time, not of the alphabet.
IN_TIME = {"month", "quarter", "day", "moment", "period", "weekday"}
UNITS = {*_DECIMALS, *_PERCENT, P_VALUE, "currency", "ordinal", *TEXTS}


def number(value: Number | None, decimals: int = 0, sign: bool = False) -> str:
    """Write a number with thousands separators; None is an en dash."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return DASH
    rounded = _rounded(value, decimals)
    prefix = _MINUS if rounded < 0 else "+" if sign and rounded > 0 else "±" if sign else ""
    return prefix + f"{abs(rounded):,.{decimals}f}"


def _rounded(value: Number, decimals: int) -> Decimal:
    # Halves go away from zero, as the warehouse rounds money; binary floats go by their repr.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def money(value: Number | None, currency: str, sign: bool = False) -> str:
    """Write money in the reporting currency, e.g. ¥580,927 or CHF 12.50."""
    text = number(value, 0 if currency in _NO_DECIMALS else 2, sign)
    if text == DASH:
        return text
    before = symbol(currency)
    return text[0] + before + text[1:] if text[0] in f"{_MINUS}+±" else before + text


def percent(value: Number | None, sign: bool = False) -> str:
    """Write a fraction as a percentage with one decimal."""
    if value is None:
        return DASH
    text = number(value * 100, 1, sign)
    return text if text == DASH else text + "%"


def p_value(value: Number | None) -> str:
    """Write a p-value as statisticians do, e.g. p = 0.031 or p < 0.001."""
    if value is None:
        return DASH
    return "p < 0.001" if value < 0.001 else f"p = {value:.{2 if value >= 0.1 else 3}f}"


def write(value: Number | None, unit: str, currency: str = "JPY") -> str:
    """Write a figure by its unit.

    Raises:
        ValueError: The unit is unknown.

    """
    if unit == "currency":
        return money(value, currency)
    if unit in _PERCENT:
        return percent(value)
    if unit == P_VALUE:
        return p_value(value)
    if unit == "ordinal":
        return DASH if value is None else f"{value:g}".replace("-", _MINUS)
    if unit in _DECIMALS:
        return number(value, _DECIMALS[unit])
    raise ValueError(f"unknown unit of a figure: {unit}")


def change(value: Number | None, previous: Number | None, delta: Number | None, unit: str) -> Text:
    """Write a change: relative for counts and money, in points for rates and NPS."""
    if delta is None:
        return plain(DASH)
    kind, figure, digits = _told_change(value, previous, delta, unit)
    text = number(figure, digits, sign=True)
    return Text(text + CHANGES[kind].en, text + CHANGES[kind].ja)


def _told_change(
    value: Number | None, previous: Number | None, delta: Number, unit: str
) -> tuple[str, Number, int]:
    """Return how a change is told, the figure, and with how many decimals."""
    if unit in _PERCENT:
        return "rate", delta * 100, 1
    if unit == "points":
        return "points", delta, 1
    if value is None or not previous:
        return "absolute", delta, 0
    return "relative", delta / abs(previous) * 100, 1


def whole(value: Number | None, unit: str, currency: str) -> int | None:
    """Return a figure in units of its last written digit, 12.3% as 123: no script has to round."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    shown = value * 100 if unit in _PERCENT else value
    return _whole(shown, decimals(unit, currency))


def whole_change(
    value: Number | None, previous: Number | None, delta: Number | None, unit: str
) -> tuple[str, int] | None:
    """Return how a change is told (CHANGES), and it in units of its last written digit."""
    if delta is None:
        return None
    kind, figure, digits = _told_change(value, previous, delta, unit)
    return kind, _whole(figure, digits)


def whole_p_value(value: Number | None) -> int | None:
    """Return a p-value as it is written: in thousandths, from 0.1 on in hundredths below zero."""
    if value is None:
        return None
    if value < 0.001:
        return 0
    # By the text itself, which rounds as no other figure does.
    digits = int(p_value(value).split(".")[0][-1] + p_value(value).split(".")[1])
    return -digits if value >= 0.1 else digits


def _whole(value: Number, digits: int) -> int:
    return int(_rounded(value, digits).scaleb(digits))


def symbol(currency: str) -> str:
    """Return what stands before an amount of money."""
    return _SYMBOLS.get(currency, f"{currency} ")


def decimals(unit: str, currency: str) -> int:
    """Return with how many decimals a unit is written."""
    if unit == "currency":
        return 0 if currency in _NO_DECIMALS else 2
    return 1 if unit in _PERCENT else _DECIMALS.get(unit, 0)


def is_percent(unit: str) -> bool:
    """Whether figures of a unit are fractions, written as percentages."""
    return unit in _PERCENT


def d3_format(unit: str, currency: str) -> str:
    """Return the d3 format that writes the same as `write`, for tooltips and axes."""
    if unit == "ordinal":
        return "d"
    digits = decimals(unit, currency)
    return f".{digits}%" if unit in _PERCENT else f",.{digits}f"
