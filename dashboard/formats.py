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
# Units of texts: names of values, periods, and what is shown as it is.
TEXTS = {"word", "path", "month", "quarter", "day", "period", "weekday", "text"}
UNITS = {*_DECIMALS, *_PERCENT, P_VALUE, "currency", "ordinal", *TEXTS}


def number(value: Number | None, decimals: int = 0, sign: bool = False) -> str:
    """Write a number with thousands separators; None is an en dash."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return DASH
    # Halves go away from zero, as the warehouse rounds money; binary floats go by their repr.
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    prefix = _MINUS if rounded < 0 else "+" if sign and rounded > 0 else "±" if sign else ""
    return prefix + f"{abs(rounded):,.{decimals}f}"


def money(value: Number | None, currency: str, sign: bool = False) -> str:
    """Write money in the reporting currency, e.g. ¥580,927 or CHF 12.50."""
    text = number(value, 0 if currency in _NO_DECIMALS else 2, sign)
    if text == DASH:
        return text
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    return text[0] + symbol + text[1:] if text[0] in f"{_MINUS}+±" else symbol + text


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
    if unit in _PERCENT:
        text = number(delta * 100, 1, sign=True)
        return Text(f"{text} pp", f"{text}pt")
    if unit == "points":
        text = number(delta, 1, sign=True)
        return Text(f"{text} points", f"{text}ポイント")
    if value is None or not previous:
        return plain(number(delta, sign=True))
    return plain(percent(delta / abs(previous), sign=True))


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
