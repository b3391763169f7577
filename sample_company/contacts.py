"""How people are called and reached: names, and phone numbers written in many ways."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company import texts
from sample_company.world import choose, join, take

CALLING = {"JP": "81", **{item[0]: item[2] for item in texts.ABROAD}}


def full_names(
    rng: np.random.Generator, foreign: np.ndarray, gender: np.ndarray
) -> tuple[pa.Array, pa.Array]:
    """Full names as written, and romanised `given.family` in lower case."""
    pools, size = texts.names(), len(foreign)
    written, roman = np.empty(size, object), np.empty(size, object)
    for locale, here in (("ja", ~foreign), ("en", foreign)):
        last = pools[f"{locale}_last"]
        # Common names are common: weights fall with the place in the list.
        family = choose(rng, size, 1 / (5 + np.arange(len(last))))
        for code, letter in ((0, "F"), (1, "M")):
            first = pools[f"{locale}_{letter}"]
            given = rng.integers(0, len(first), size)
            where = np.flatnonzero(here & (gender == code))
            if not len(where):
                continue
            a = take([name for name, _ in last], family[where])
            b = take([name for name, _ in first], given[where])
            text = join(a, b, sep=" ") if locale == "ja" else join(b, a, sep=" ")
            written[where] = text.to_numpy(zero_copy_only=False)
            a = take([name for _, name in last], family[where])
            b = take([name for _, name in first], given[where])
            roman[where] = pc.utf8_lower(join(b, a, sep=".")).to_numpy(zero_copy_only=False)
    return pa.array(written, pa.string()), pa.array(roman, pa.string())


def phone_numbers(numbers: np.ndarray, country: np.ndarray, prefix: str) -> list[pa.Array]:
    """One number written in six ways.

    With hyphens, plain, international, full width, with the zero in brackets, with an extension.
    """
    # The two factors share no divisor, so no two people get the same number.
    local = pc.utf8_lpad(
        pc.cast(pa.array(10**7 + numbers * 61_803_397 % (9 * 10**7)), pa.string()), 8, "0"
    )
    a, b = pc.utf8_slice_codeunits(local, 0, 4), pc.utf8_slice_codeunits(local, 4, 8)
    hyphens = join(prefix, a, b, sep="-")
    code = take([CALLING[key] for key in CALLING], country)
    world = join("+", code, prefix[1:], a, b)
    wide = hyphens
    for digit in "0123456789":
        wide = pc.replace_substring(wide, digit, chr(ord("0") + ord(digit) - 48))
    bracketed = join("+", code, " (0)", prefix[1:], "-", a, "-", b)
    return [hyphens, join(prefix, a, b), world, wide, bracketed, join(hyphens, " 内線12")]
