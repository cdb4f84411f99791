import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.amounts_in_words import BILLION, DIGITS, dong_in_words, number_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (101, "Một trăm linh một đồng"),
        (111, "Một trăm mười một đồng"),
        (1_000, "Một nghìn đồng chẵn"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (200_000, "Hai trăm nghìn đồng chẵn"),
        (500_000, "Năm trăm nghìn đồng chẵn"),
        (1_050_000, "Một triệu không trăm năm mươi nghìn đồng chẵn"),
        (12_850_000, "Mười hai triệu tám trăm năm mươi nghìn đồng chẵn"),
        (80_000_000, "Tám mươi triệu đồng chẵn"),
        (1_000_000_000, "Một tỷ đồng chẵn"),
        (
            2_000_005_000,
            "Hai tỷ không trăm linh năm nghìn đồng chẵn",
        ),
        (
            1_234_567_895,
            (
                "Một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn "
                "tám trăm chín mươi lăm đồng"
            ),
        ),
    ],
)
def test_amounts_read_as_on_paper(amount: int, words: str) -> None:
    assert dong_in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, BILLION * BILLION])
def test_amounts_no_paper_can_hold_are_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="cannot be written out"):
        dong_in_words(amount)


def read(words: str) -> int:
    """The number back from its words: an independent reader, not the writer reversed."""
    value = {word: digit for digit, word in enumerate(DIGITS)}
    value |= {"mốt": 1, "lăm": 5, "linh": 0}
    total = billions = group = pending = 0
    for word in words.split():
        if word == "tỷ":
            billions, total, group, pending = total + group + pending, 0, 0, 0
        elif word == "triệu":
            total, group, pending = total + (group + pending) * 1_000_000, 0, 0
        elif word == "nghìn":
            total, group, pending = total + (group + pending) * 1_000, 0, 0
        elif word == "trăm":
            group, pending = pending * 100, 0
        elif word == "mươi":
            group, pending = group + pending * 10, 0
        elif word == "mười":
            group, pending = group + 10, 0
        else:
            pending = value[word]
    return billions * BILLION + total + group + pending


@given(st.integers(0, BILLION * BILLION - 1))
def test_any_amount_reads_back_as_itself(amount: int) -> None:
    assert read(number_in_words(amount)) == amount
