"""In which language a text is written, by its letters alone."""

import re
import unicodedata

HIRAGANA = re.compile("[\u3041-\u3096]")
KATAKANA_OR_IDEOGRAPH = re.compile("[\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\u3005]")
LATIN = re.compile("[A-Za-z]")


def language(text: str) -> str:
    """Return ja, en (any text in Latin letters without accents) or other.

    Args:
        text: What somebody wrote, as it is or in its compatibility form (NFKC), in which it is
            judged.

    """
    text = unicodedata.normalize("NFKC", text)
    if HIRAGANA.search(text):
        return "ja"
    letter_count = sum(map(str.isalpha, text))
    if not letter_count:
        return "other"
    # A fifth: a kaomoji's Katakana makes no English text Japanese.
    if 5 * len(KATAKANA_OR_IDEOGRAPH.findall(text)) >= letter_count:
        return "ja"
    if 2 * len(LATIN.findall(text)) >= letter_count:
        return "en"
    return "other"
