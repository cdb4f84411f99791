import pytest
from django.db import IntegrityError

from requests.asking.gates import ask_by_link
from requests.asking.links import token_of
from requests.asking.models import Ask
from tests.requests.factories import AskFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("answer", Ask.Answer.values)
def test_a_made_ask_is_found_by_its_link(answer):
    ask = AskFactory(answer=answer)

    assert ask_by_link(token_of(ask)) == ask


def test_no_row_can_tell_police_of_a_decline():
    with pytest.raises(IntegrityError, match="ask_never_tells_police_of_a_decline"):
        AskFactory(answer="declined", told="declined")
