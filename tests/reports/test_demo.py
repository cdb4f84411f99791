from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count

from cameras.models import Camera, Site
from contributions.ledger import check
from contributions.models import Campaign
from portal.areas import loading
from portal.areas.models import Hamlet
from portal.journal.models import Entry
from portal.journal.proof import faults
from portal.people.models import User
from requests.models import Ask, Footage, FootageRequest

PEOPLE_OF_THE_STORIES = (
    "Phan Thị Mỹ Nha",
    "Nguyễn Trường An",
    "Giàng A Khai",
    "Vũ Kim Thanh",
    "Nềnh Quốc Sinh",
)


def eyes_of(*codes: str) -> int:
    return Camera.objects.filter(site__kind=Site.Kind.PUBLIC, site__commune__code__in=codes).count()


@pytest.mark.django_db(transaction=True)
def test_demo_tells_the_five_stories_once() -> None:
    loading.load()
    call_command("demo", stdout=StringIO())

    assert Site.objects.filter(kind=Site.Kind.PUBLIC, commune__code="06712").count() == 10
    assert (eyes_of("03433"), eyes_of("24871"), eyes_of("22597")) == (35, 118, 11)
    assert eyes_of("31051", "31064", "31069") == 71
    lit = Hamlet.objects.filter(sites__kind=Site.Kind.PUBLIC).order_by().values("commune__code")
    counted = lit.annotate(hamlets=Count("pk", distinct=True)).exclude(commune__code="06712")
    assert dict(counted.values_list("commune__code", "hamlets")) == {
        "22597": 3,
        "03433": 9,
        "24871": 21,
        "31051": 4,
        "31064": 2,
        "31069": 2,
        "06895": 4,
        "06913": 3,
    }
    assert {drive.title: check(drive) for drive in Campaign.objects.all()} == {
        "10 cụm camera Nguyễn Du, Hữu Nghị, Lý Tự Trọng": [],
        "Camera ngã ba Phú Hữu – Tân Phú": [],
    }
    assert list(faults()) == []
    assert not User.objects.filter(full_name__in=PEOPLE_OF_THE_STORIES).exists()
    assert Footage.objects.filter(status=Footage.Status.ACCEPTED).count() == 2
    assert set(Ask.objects.values_list("answer", flat=True)) == set(Ask.Answer)

    before = counts()
    call_command("demo", stdout=StringIO())
    assert counts() == before


def counts() -> list[int]:
    return [
        model.objects.count()
        for model in (Entry, User, Site, Camera, Campaign, FootageRequest, Ask, Footage)
    ]
