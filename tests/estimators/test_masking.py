"""What masking takes out of a text, and what it leaves."""

import pytest

from estimators.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("see HTTPS://a.example/x?y=1 now", "see [url] now"),
        ("mail a.b+c@mail.example.jp!", "mail [email]!"),
        ("ask @ann_1 or ＠bob", "ask [handle] or [handle]"),
        ("call 090-1234-5678", "call [number]"),
        ("電話は（０３）１２３４ー５６７８です", "電話は（[number]です"),
        ("order 12345678", "order 12345678"),
        ("  \u3000fine\n", "fine"),
    ],
)
def test_addresses_and_numbers_become_placeholders(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_a_long_run_of_letters_takes_no_longer_than_a_sentence_of_that_length() -> None:
    run = "x" * 300_000
    assert mask(f"{run} a@b.co @c") == f"{run} [email] [handle]"
    assert mask("p@q.r_s@t.u v@w x.y@z.a.b%c@d") == "[email][email] v[handle] [email]%c[handle]"


def test_own_names_are_found_in_any_form() -> None:
    assert mask("山田 花子です。山田花子、花子より", ["山田\u3000花子"]) == (
        "[name] [name]です。[name]、[name]より"
    )


def test_latin_names_are_whole_words() -> None:
    assert mask("Ann likes annual plans, says ANN LEE. アンannさん", ["Ann Lee"]) == (
        "[name] likes annual plans, says [name]. アン[name]さん"
    )


def test_a_latin_name_with_a_blank_is_found_anywhere() -> None:
    # Only what is a-z and ' throughout must stand alone: rather a letter too many than a name.
    assert mask("joann leeds, Annleeds, AnnLee", ["Ann Lee"]) == "jo[name]ds, Annleeds, [name]"


def test_a_single_character_is_no_name() -> None:
    assert mask("林の中", ["林"]) == "林の中"


def test_long_membership_numbers_are_masked_short_ones_stay() -> None:
    assert mask("M1234 and M123", [], ["M1234", "M123"]) == "[number] and M123"


def test_names_are_found_whatever_the_case_of_any_script() -> None:
    assert mask("STRASSE, straße", ["Straße"]) == "STRASSE, [name]"
    assert mask("ИВАН писал, Иван", ["Иван"]) == "[name] писал, [name]"
    assert mask("Sırrı SIRRI", ["Sırrı"]) in ("[name] [name]", "[name] SIRRI")
    assert mask("K. Kelvin writes", ["kelvin"]) == "K. [name] writes"


def test_a_text_without_any_such_thing_stays_as_it_is() -> None:
    text = "配送が3日遅れ、2回も電話した。Room 12-3, at w.ww place: fine"
    assert mask(text, ["田中 太郎"], ["M12345"]) == text
