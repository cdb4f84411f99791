"""Words that somebody can edit are input: those of the catalogue, and those of a commune.

Whatever they hold is text on every page it reaches, in parts that scripts fetch and put in
place, and in JSON. The addresses and who opens them come from `tests/test_who_may.py`.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.template import Context, Template
from django.utils.translation import override
from django.utils.translation.trans_real import DjangoTranslation

from portal.areas.models import Hotline
from tests.sources import ROOT
from tests.test_who_may import PEOPLE, WAYS, World, world  # noqa: F401 - a fixture
from tests.who_may.addresses import address_of

EVIL = "\"'><u evil></script><u evil>&amp;"
# Free text by its size; what is a key, a digest or an address of ours is none.
SHORTEST = 30
FILES = re.compile(r"pdf|download|document|original|poster|preview|sheet|receipt|copy|key")
NO_WORDS = {"sha256", "url", "user_agent", "number", "stream", "subject", "kind", "session_stamp"}
ROOMS = ("areas", "people", "notices", "cameras", "contributions", "footage")


class Reader(HTMLParser):
    """What a browser makes of a page: its words, and whether a tag of EVIL's is one of its."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.is_taken_in = "", False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_taken_in |= any(name == "evil" for name, _value in attrs)
        self.words += " ".join(value or "" for _name, value in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def tampered_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gettext", "ngettext"):
        plain = getattr(DjangoTranslation, name)
        monkeypatch.setattr(
            DjangoTranslation, name, lambda *args, plain=plain: f"{plain(*args)}{EVIL}"
        )


@pytest.fixture
def tampered_rows(world: World) -> set[str]:  # noqa: F811
    """Every free text of every row holds EVIL where the database takes it; their names."""
    Hotline.objects.create(commune=world.hamlet.commune, label="Trực ban", phone="+842033881234")
    changed = set()
    for model in chain.from_iterable(apps.get_app_config(room).get_models() for room in ROOMS):
        for field in model._meta.get_fields():
            if isinstance(field, models.CharField | models.TextField) and _is_words(field):
                room = field.max_length or 200
                try:
                    with transaction.atomic():
                        rows = model._base_manager.exclude(**{field.name: ""})
                        if rows.update(**{field.name: EVIL[:room]}):
                            changed.add(f"{model.__name__}.{field.name}")
                except DatabaseError:
                    continue  # A format, a frozen row or an append-only table.
    return changed


def _is_words(field: Any) -> bool:
    is_long = field.max_length is None or field.max_length >= SHORTEST
    return is_long and not (field.choices or field.unique or field.name in NO_WORDS)


def _pages(world: World) -> Iterator[tuple[str, Any]]:  # noqa: F811
    """Each address that shows something, opened by the first who may."""
    for name in sorted({name for name, method in WAYS if method == "GET"}):
        if name.startswith("api:") or FILES.search(name):
            continue
        letters = dict(zip(PEOPLE, WAYS[name, "GET"].split(), strict=True))
        first = sorted(world.clients, key=lambda who: letters.get(who) != "y")
        for client in (world.clients[who] for who in first):
            response = client.get(address_of(name, world.args), world.data.get(name, {}))
            if response.status_code == 200:
                yield name, response
                break


def test_a_tampered_catalogue_is_text_on_every_page_and_part(
    world: World,  # noqa: F811
    tampered_catalogue: None,
) -> None:
    taken_in, pages = [], 0
    for name, response in _pages(world):
        if response["Content-Type"].startswith("text/html"):
            page = Reader(response.text)
            taken_in += [name] if page.is_taken_in else []
            pages += EVIL in page.words

    assert taken_in == []
    assert pages > 50


def test_words_that_a_commune_and_its_people_edit_are_text_on_every_page(
    world: World,  # noqa: F811
    tampered_rows: set[str],
) -> None:
    taken_in, told = [], set()
    for name, response in _pages(world):
        kind = response["Content-Type"]
        if kind.startswith("text/html"):
            page = Reader(response.text)
            taken_in += [name] if page.is_taken_in else []
            told |= {name} if EVIL in page.words else set()
        elif kind.endswith("json"):
            assert response["X-Content-Type-Options"] == "nosniff"
            told |= {name} if EVIL in str(json.loads(response.text)) else set()

    assert taken_in == []
    assert tampered_rows > {"Hotline.label", "CommuneProfile.police_name", "User.full_name"}
    assert told > {"reports:commune", "cameras:vouching", "footage:detail", "notices:open"}


TEXT = "&lt;b&gt;&amp;&quot;&#x27;"


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ('{% translate "Save" %}', f"Lưu{TEXT}"),
        ('{% translate "Save" as name %}{{ name }}', f"Lưu{TEXT}"),
        ("{% blocktranslate %}Save{% endblocktranslate %}", f"Lưu{TEXT}"),
        ("{% blocktranslate asvar name %}Save{% endblocktranslate %}{{ name }}", f"Lưu{TEXT}"),
        # What stands in our own sentence may stand in its translation.
        (
            "{% blocktranslate %}<b>Go</b> & see{% endblocktranslate %}",
            "<b>Go</b> & see<b>&&quot;&#x27;",
        ),
        ('{% autoescape off %}{% translate "Save" %}{% endautoescape %}', "Lưu<b>&\"'"),
    ],
)
def test_of_html_a_translation_keeps_what_its_sentence_has(
    monkeypatch: pytest.MonkeyPatch, template: str, shown: str
) -> None:
    plain = DjangoTranslation.gettext
    monkeypatch.setattr(DjangoTranslation, "gettext", lambda *args: plain(*args) + "<b>&\"'")

    with override("vi"):
        assert Template("{% load i18n %}" + template).render(Context()) == shown


def test_no_template_marks_a_translation_as_safe_by_itself() -> None:
    """`_("…")` inside a tag is taken for HTML by Django: name it with `translate … as` first."""
    pages = (ROOT / "templates").rglob("*.html")

    assert [path.name for path in pages if re.search(r'_\("', path.read_text())] == []


def test_scripts_put_in_place_only_html_that_the_portal_wrote() -> None:
    """`refresh.mjs` fetches parts of our own pages, the others repeat one of their own page."""
    writes = re.compile(r"(inner|outer)HTML|insertAdjacentHTML|document\.write|ContextualFragment")
    rooms = ("portal", "cameras", "contributions", "requests")
    modules = [path for room in rooms for path in (ROOT / room).rglob("static/**/*.mjs")]

    assert {path.name for path in modules if writes.search(path.read_text())} == {
        "form_held.mjs",
        "held_form.mjs",
        "refresh.mjs",
        "register.mjs",
    }
