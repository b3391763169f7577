"""By which letters a text is told to be Japanese, English or neither."""

import pytest

from estimators.languages import language


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("とても良い", "ja"),
        ("a long English sentence with one の in it", "ja"),
        ("配送遅延", "ja"),
        ("ﾊｲｿｳ", "ja"),  # half-width Katakana, whole in its compatibility form
        ("so happy (*´ω｀*)ノ", "en"),
        ("abcd配", "ja"),  # a fifth of the letters
        ("abcde配", "en"),  # less than a fifth
        ("各々", "ja"),
        ("ＧＯＯＤ", "en"),
        ("good! 10/10", "en"),
        ("abéé", "en"),  # half of the letters
        ("aééé", "other"),
        ("très déçu, où est ma commande", "en"),
        ("очень хорошо", "other"),
        ("정말 좋아요", "other"),
        ("10/10 !!! 👍", "other"),
        ("", "other"),
    ],
)
def test_language_by_letters(text: str, told: str) -> None:
    assert language(text) == told
