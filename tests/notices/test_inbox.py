import pytest
from django.urls import reverse
from django.utils import timezone

from portal.notices import actions
from portal.notices.models import Notice, Preference
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words(settings, tmp_path):
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "greeting.txt").write_text(
        "{% block subject %}Lời chào {{ name }}{% endblock %}"
        "{% block body %}{{ name }}{% endblock %}"
    )
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [engine]


def test_inbox_shows_ones_own_notices_only(sign_in):
    person, other = UserFactory(), UserFactory()
    actions.tell(person, "greeting", name="Hạnh")
    actions.tell(other, "greeting", name="Sáu")

    page = sign_in(person).get(reverse("notices:inbox")).content.decode()

    assert "Lời chào Hạnh" in page
    assert "Sáu" not in page


def test_only_what_asks_for_something_stands_out():
    news, question = Notice(kind="footage_outcome"), Notice(kind="owner_asked")

    assert (news.asks, question.asks) == (False, True)
    assert not Notice(kind="owner_asked", read_at=timezone.now()).asks


def test_opening_marks_read_once_and_goes_where_it_points(sign_in):
    person = UserFactory()
    notice = actions.tell(person, "greeting", url="/cameras/", name="Hạnh")
    client = sign_in(person)

    response = client.get(reverse("notices:open", args=[notice.public_id]))
    notice.refresh_from_db()
    first = notice.read_at
    client.get(reverse("notices:open", args=[notice.public_id]))

    notice.refresh_from_db()
    assert response["Location"] == "/cameras/"
    assert first is not None
    assert notice.read_at == first


def test_a_program_that_only_looks_has_not_read_it(sign_in):
    person = UserFactory()
    notice = actions.tell(person, "greeting", url="/cameras/", name="Hạnh")

    response = sign_in(person).head(reverse("notices:open", args=[notice.public_id]))

    notice.refresh_from_db()
    assert response["Location"] == "/cameras/"
    assert notice.read_at is None


def test_anothers_notice_does_not_exist(sign_in):
    notice = actions.tell(UserFactory(), "greeting", name="Hạnh")

    response = sign_in(UserFactory()).get(reverse("notices:open", args=[notice.public_id]))

    assert response.status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_inbox_is_paged_by_key(sign_in):
    person = UserFactory()
    for place in range(35):
        actions.tell(person, "greeting", name=f"số-{place}.")
    client = sign_in(person)

    first = client.get(reverse("notices:inbox"))
    second = client.get(reverse("notices:inbox"), {"after": first.context["page"].next_after})

    assert [len(first.context["items"]), len(second.context["items"])] == [30, 5]
    assert second.context["page"].next_after is None


@pytest.mark.parametrize("rows", [1, 3])
def test_inbox_asks_the_database_as_often_for_three_as_for_one(
    sign_in, django_assert_max_num_queries, rows
):
    person = UserFactory()
    for place in range(rows):
        actions.tell(person, "greeting", name=str(place))
    client = sign_in(person)

    with django_assert_max_num_queries(8):
        client.get(reverse("notices:inbox"))


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "' OR 1=1"])
def test_any_page_key_gives_a_page(sign_in, before):
    person = UserFactory()

    assert sign_in(person).get(reverse("notices:inbox"), {"before": before}).status_code == 200


def test_email_is_turned_off_and_on_by_the_person(sign_in):
    person = UserFactory()
    client = sign_in(person)

    client.post(reverse("notices:prefer_email"), {"wanted": "no"})
    off = Preference.objects.get(person=person, channel="email").is_wanted
    client.post(reverse("notices:prefer_email"), {"wanted": "yes"})

    assert off is False
    assert Preference.objects.get(person=person, channel="email").is_wanted is True


def test_stranger_is_sent_to_sign_in(client):
    assert client.get(reverse("notices:inbox")).status_code == 302
    assert not Notice.objects.exists()
