"""What a search and a link sent on by Zalo say of a page: public pages only."""

import re

import pytest
from django.urls import reverse

from tests.areas.factories import CommuneFactory
from tests.contributions.factories import CampaignFactory

pytestmark = pytest.mark.django_db
PUBLIC = [
    "home", "reports:communes", "reports:commune", "reports:help", "people:sign_in",
    "contributions:campaigns", "contributions:campaign", "contributions:ledger",
]  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_says_what_it_is(client, settings, name):
    settings.SITE_URL = "https://socamera.vn"
    blanks = {
        "reports:commune": lambda: [CommuneFactory(open=True).code],
        "contributions:campaign": lambda: [CampaignFactory().public_id],
        "contributions:ledger": lambda: [CampaignFactory().public_id],
    }
    address = reverse(name, args=blanks.get(name, list)())

    head = client.get(address).text.split("</head>")[0]

    about = dict(re.findall(r'<meta (?:name|property)="([a-z:_]+)" content="([^"]+)">', head))
    assert 40 <= len(about["description"]) <= 200
    assert about["og:description"] == about["description"]
    assert about["og:title"]
    assert about["og:url"] == f"https://socamera.vn{address}"
    assert about["og:locale"] == "vi_VN"


def test_a_page_of_one_person_says_nothing(sign_in):
    from tests.people.factories import UserFactory

    page = sign_in(UserFactory()).get(reverse("people:account")).text

    assert "og:" not in page
    assert 'name="description"' not in page


def test_a_campaign_s_own_words_stay_text_in_what_is_said_of_it(client):
    campaign = CampaignFactory(title='Camera "mới" <b> & cũ')

    page = client.get(reverse("contributions:campaign", args=[campaign.public_id])).text

    assert 'og:title" content="Camera &quot;mới&quot; &lt;b&gt; &amp; cũ"' in page
