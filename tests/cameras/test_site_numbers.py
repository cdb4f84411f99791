from hypothesis import given
from hypothesis import strategies as st

from cameras.register import site_numbers

ABBREVIATIONS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=12)
SEQUENCES = st.integers(min_value=0, max_value=999_999)


def bare(abbreviation, sequence):
    return site_numbers.bare_form(site_numbers.next_after(abbreviation, sequence)[1])


def test_a_number_reads_as_commune_sequence_and_check_character():
    sequence, number = site_numbers.next_after("MC1", 481)

    assert (sequence, number) == (482, "MC1-0482-H")
    assert site_numbers.is_right("mc1 0482 h")
    assert not site_numbers.is_right("")


def test_the_standard_s_own_example():
    assert site_numbers.is_right("G123498654321H")


@given(ABBREVIATIONS, SEQUENCES, st.data())
def test_every_single_wrong_character_is_found(abbreviation, sequence, data):
    right = bare(abbreviation, sequence)
    place = data.draw(st.integers(0, len(right) - 1))
    wrong = data.draw(st.sampled_from(site_numbers.CHARACTERS.replace(right[place], "")))

    assert site_numbers.is_right(right)
    assert not site_numbers.is_right(right[:place] + wrong + right[place + 1 :])


@given(ABBREVIATIONS, SEQUENCES, st.data())
def test_every_swap_of_neighbours_is_found(abbreviation, sequence, data):
    right = bare(abbreviation, sequence)
    place = data.draw(st.integers(0, len(right) - 2))
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]

    assert swapped == right or not site_numbers.is_right(swapped)


@given(ABBREVIATIONS, SEQUENCES)
def test_no_number_needs_a_character_nobody_can_say(abbreviation, sequence):
    following, number = site_numbers.next_after(abbreviation, sequence)

    assert sequence < following <= sequence + 3
    assert "*" not in number
