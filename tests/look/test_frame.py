import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import loader
from django.test import Client, RequestFactory
from django.utils import timezone

from portal.logs import request_id
from portal.look import views
from portal.look.samples import CHIPS

STATIC = Path(__file__).parents[2] / "portal/look/static/look"

pytestmark = pytest.mark.django_db


def test_a_chosen_theme_is_kept_and_drawn(client: Client) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": "/help/"})

    assert (response.status_code, response.headers["Location"]) == (302, "/help/")
    assert b'data-bs-theme="dark"' in client.get("/help/").content


def test_following_the_device_forgets_the_theme(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})
    client.post("/theme/", {"theme": ""})

    assert b"data-bs-theme" not in client.get("/help/").content


@pytest.mark.parametrize("theme", ["<script>", "blue", "DARK"])
def test_an_unknown_theme_is_not_drawn(client: Client, theme: str) -> None:
    client.cookies["theme"] = theme

    assert b"data-bs-theme" not in client.get("/help/").content


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_the_theme_leads_nowhere_else(client: Client, target: str) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": target})

    assert response.headers["Location"] == "/"


def test_the_language_button_speaks_the_other_language(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/help/"})
    english = client.get("/help/").content.decode()

    assert '<html lang="en"' in english
    assert "I have a camera" in english


def test_a_page_loads_nothing_from_elsewhere_and_holds_no_inline_style(client: Client) -> None:
    page = client.get("/").content.decode()

    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert " style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]*nonce=)[^>]*>", page) == []


def test_a_missing_page_says_so_in_our_frame(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "skip" in response.content.decode()


def test_the_page_of_our_own_fault_needs_neither_request_nor_database(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    token = request_id.set("7f2c90bd1111")
    try:
        with django_assert_num_queries(0):  # type: ignore[operator]
            response = views.broken(RequestFactory().get("/"), 500)
    finally:
        request_id.reset(token)

    assert response.status_code == 500
    assert "7F2C-90BD" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "429.html", "500.html"])
def test_error_pages_can_be_drawn_without_a_request(name: str) -> None:
    page = loader.get_template(name).render({"now": timezone.now()})

    assert "<h1>" in page


def test_a_form_without_its_token_gets_a_page_with_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})

    assert response.status_code == 403
    assert "<h1>" in response.content.decode()


def test_a_form_of_ours_without_its_token_can_be_sent_once_more() -> None:
    browser = Client(enforce_csrf_checks=True)
    headers = {"origin": "http://testserver"}

    page = browser.post("/theme/?a=1", {"theme": "dark", "next": '"/x/"'}, headers=headers)

    assert page.status_code == 403
    assert 'action="/theme/?a=1"' in page.text
    assert '<input type="hidden" name="next" value="&quot;/x/&quot;">' in page.text
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token is not None
    again = {"theme": "dark", "next": "/help/", "csrfmiddlewaretoken": token[1]}
    assert browser.post("/theme/", again, headers=headers).status_code == 302


def test_who_has_cookies_switched_off_is_told_to_allow_them() -> None:
    without, late = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    late.cookies["csrftoken"] = "x" * 32

    pages = [browser.post("/theme/", {"theme": "dark"}).text for browser in (without, late)]

    assert ["cho phép cookie" in page.lower() for page in pages] == [True, False]
    assert ["mở đã quá lâu" in page for page in pages] == [False, True]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_what_another_site_wrote_is_offered_to_nobody(origin: str) -> None:
    browser = Client(enforce_csrf_checks=True)

    page = browser.post("/theme/", {"next": "evil words"}, headers={"origin": origin})

    assert page.status_code == 403
    assert "evil words" not in page.text


def test_the_style_page_is_for_development_only(client: Client) -> None:
    assert settings.DEBUG is False
    assert client.get("/style/").status_code == 404


def test_the_style_page_shows_every_chip(rf: RequestFactory) -> None:
    request = rf.get("/style/")
    request.csp_nonce = ""

    page = views.style(request).content.decode()

    assert page.count('class="status') == sum(len(samples) for _, samples in CHIPS)


def test_both_dark_blocks_of_the_tokens_are_the_same() -> None:
    tokens = (STATIC / "tokens.css").read_text()
    blocks = re.findall(
        r'(?::root:not\(\[data-bs-theme="light"\]\)|^\[data-bs-theme="dark"\]) \{(.*?)\}',
        tokens.split("@media print")[0],
        re.DOTALL | re.MULTILINE,
    )

    by_media, by_choice = ([line.strip() for line in block.split("\n")] for block in blocks)
    assert by_media == by_choice


def test_every_icon_a_template_names_is_in_the_list() -> None:
    root = Path(settings.BASE_DIR)
    listed = set((root / "portal/look/icons.txt").read_text().split())
    named = {
        name
        for template in (root / "templates").rglob("*.html")
        for name in re.findall(r'{%\s*icon "([a-z0-9-]+)"', template.read_text())
        + re.findall(r'{%\s*status [^%]*icon="([a-z0-9-]+)"', template.read_text())
    }

    assert named - listed == set()
