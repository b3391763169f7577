"""How figures are written, the same in both languages: 1,234 / ¥1,234 / 12.3% / −4.5."""

import math
from decimal import ROUND_HALF_UP, Decimal

from dashboard.text import DASH, Text, plain

Number = int | float | Decimal

# Currencies without a minor unit show no decimals; a symbol is used only where it is unambiguous.
_NO_DECIMALS = {"JPY", "KRW", "VND", "CLP"}
_SYMBOLS = {"JPY": "¥", "EUR": "€", "GBP": "£", "KRW": "₩", "INR": "₹", "USD": "$"}
_MINUS = "−"


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


def write(value: Number | None, kind: str, currency: str = "JPY") -> str:
    """Write a figure by its kind: count, money, rate (a fraction), points or days.

    Raises:
        ValueError: The kind is unknown.

    """
    if kind == "count":
        return number(value)
    if kind == "money":
        return money(value, currency)
    if kind == "rate":
        return percent(value)
    if kind == "points":
        return number(value, 1)
    if kind == "days":
        return number(value, 1)
    raise ValueError(f"unknown kind of figure: {kind}")


def change(value: Number | None, previous: Number | None, delta: Number | None, kind: str) -> Text:
    """Write a change: relative for counts and money, in points for rates and NPS."""
    if delta is None:
        return plain(DASH)
    if kind == "rate":
        text = number(delta * 100, 1, sign=True)
        return Text(f"{text} pp", f"{text}pt")
    if kind == "points":
        text = number(delta, 1, sign=True)
        return Text(f"{text} points", f"{text}ポイント")
    if value is None or not previous:
        return plain(number(delta, sign=True))
    return plain(percent(delta / abs(previous), sign=True))


def d3_format(kind: str, currency: str) -> str:
    """Return the d3 format that writes the same as `write`, for tooltips and axes."""
    formats = {"count": ",.0f", "rate": ".1%", "points": ".1f", "days": ".1f"}
    if kind == "money":
        return ",.0f" if currency in _NO_DECIMALS else ",.2f"
    return formats[kind]
