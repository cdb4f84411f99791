import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.campaigns.pledge_codes import (
    ALPHABET,
    LENGTH,
    check_character,
    codes_in,
    is_code,
    memo,
    new_code,
)

bodies = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)
codes = bodies.map(lambda body: body + check_character(body))


def test_a_new_code_is_valid_and_fits_a_memo() -> None:
    code = new_code()

    assert is_code(code)
    assert len(memo(code)) <= 25


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_gives_another_code(code: str, at: int, sign: str) -> None:
    wrong = code[:at] + sign + code[at + 1 :]

    assert is_code(wrong) == (wrong == code)


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_characters_exchanged_never_give_another_code(code: str, one: int, other: int) -> None:
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    wrong = "".join(signs)

    assert is_code(wrong) == (wrong == code)


@pytest.mark.parametrize("text", ["", "ABC", "IIIIIIII", "0" * 9, "đđđđđđđđ"])
def test_what_is_no_code_is_no_code(text: str) -> None:
    assert not is_code(text)


@given(codes)
def test_a_code_is_found_however_a_bank_mangles_the_memo(code: str) -> None:
    memos = [
        f"XHH {code}",
        f"xhh {code.lower()}",
        code,
        f"XHH{code}",
        f"XHH-{code}.CT tu 0071001234567 NGUYEN VAN A",
        f"MBVCB.1234567890.XHH {code}.CT tu 0071001234567",
        f"IBFT XHH{code} FT25132001234",
        f"XHH {code}20260810",
        f"MBVCB.3278907687.5632.XHH {code[:4]} {code[4:]}.CT tu 0071001234567",
        f"XHH {code[:3]}\n{code[3:]} NGUYEN VAN A",
        f"XHH {code[:4]}-{code[4:]}",
        f"XHH+{code}+NGUYEN+VAN+A",
        f"XHH_{code}",
        f"XHH/{code}/CT",
        f"XHH:{code}",
        f"XHH%20{code}%20CT",
        f"X H H {' '.join(code)}",
        f"CT DEN:123456 {code} NGUYEN VAN A",
        f"XHH {code.replace('0', 'O').replace('1', 'I')} FT25132001234",
        f"ＸＨＨ　{code}",
    ]

    assert [next(codes_in(text), None) for text in memos] == [code] * len(memos)


def test_a_code_read_aloud_may_carry_letters_it_never_has() -> None:
    code = "0100000" + check_character("0100000")

    assert list(codes_in(code.replace("0", "O").replace("1", "I"))) == [code]


def test_a_code_with_a_slip_is_not_found() -> None:
    code = new_code()
    wrong = code[:-1] + next(sign for sign in ALPHABET if sign != code[-1])

    assert list(codes_in(f"XHH {wrong}")) == []
