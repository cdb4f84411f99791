"""Every field of a row about a person says why it is kept, or that it says nothing of anybody."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from cameras.register.actions.sites import remove_site
from cameras.register.actions.vouching import answer_question, ask_owner
from cameras.register.models import Camera, Site, Vouching
from contributions.campaigns.actions import erase_giver
from contributions.campaigns.models import Gift, Pledge
from portal.people.models import Role
from tests.areas.factories import HamletFactory
from tests.cameras.factories import CameraFactory
from tests.contributions.factories import (
    CampaignFactory,
    PledgeFactory,
    book_cash,
    leader_of,
    treasurer_of,
)
from tests.people.factories import AppointmentFactory

OURS = {"areas", "journal", "notices", "people", "cameras", "contributions", "footage"}
IDENTITY = {"id", "public_id"}

# Rows that say nothing of any person: places, lists, published words, sums, signatures.
OF_NOBODY = {
    "areas.Commune",
    "areas.CommuneName",
    "areas.CommuneOutline",
    "areas.Hamlet",
    "areas.HamletOutline",
    "areas.HamletSuccession",
    "areas.Hotline",
    "areas.MapFeature",
    "areas.Province",
    "cameras.ConsentText",
    "cameras.ShownText",
    "cameras.Street",
    "contributions.Account",
    "contributions.LedgerCheck",
    "contributions.LedgerLine",
    "contributions.ReceiptBook",
    "footage.DeliveryRecordBook",
    "footage.RequestPolicy",
    "journal.Head",
    "journal.Root",
    "people.Organisation",
}


def tables() -> list[Any]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def fields_of(model: Any) -> set[str]:
    return {field.name for field in model._meta.concrete_fields} - IDENTITY


def erased_of(model: Any) -> set[str]:
    return {name for name, fact in model.personal.items() if fact.erased}


def test_every_table_says_whether_it_is_about_people():
    silent = {
        model._meta.label
        for model in tables()
        if not hasattr(model, "personal") and model._meta.label not in OF_NOBODY
    }

    assert silent == set()
    assert {model._meta.label for model in tables() if hasattr(model, "personal")} & OF_NOBODY == (
        set()
    )


@pytest.mark.parametrize("model", [model for model in tables() if hasattr(model, "personal")])
def test_every_field_of_a_row_about_people_is_accounted_for(model):
    personal, impersonal = set(model.personal), set(model.impersonal.split())

    assert fields_of(model) - personal - impersonal == set()
    assert (personal | impersonal) - fields_of(model) == set()
    assert personal & impersonal == set()


def test_rows_of_nobody_name_nobody():
    naming = {
        f"{model._meta.label}.{field.name}"
        for model in tables()
        if model._meta.label in OF_NOBODY
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model._meta.label == "people.User"
    }

    assert naming == set()


LEAVES_WITH_ITS_SITE = {Site, Camera, Vouching}
LEAVES_WITH_ITS_GIVER = {Gift, Pledge}


def test_every_row_with_a_field_that_is_erased_is_seen_to_lose_it():
    erasable = {table for table in tables() if getattr(table, "personal", {}) and erased_of(table)}

    assert erasable == LEAVES_WITH_ITS_SITE | LEAVES_WITH_ITS_GIVER


def kept(before: list[models.Model]) -> list[str]:
    """Fields to be erased that say what they said before. A row that is gone says nothing."""
    return [
        f"{row._meta.label}.{name}"
        for row in before
        for now in type(row)._default_manager.filter(pk=row.pk)
        for name in erased_of(row)
        if getattr(now, name) == getattr(row, name)
    ]


@pytest.mark.django_db
def test_leaving_the_register_blanks_every_field_that_says_so():
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=HamletFactory())
    camera = CameraFactory(
        site__commune=leader.commune,
        site__hamlet=leader.hamlet,
        site__label="Tiệm may",
        site__address="12 Nguyễn Du",
        label="Cửa sau",
        bearing=90,
        retention_days=30,
    )
    owner = camera.site.owner
    site = ask_owner(camera.site, actor=leader.person, question="Nhà nào?")
    site = answer_question(site, actor=owner, reply="Nhà mái xanh")
    before: list[models.Model] = [site, camera, Vouching.objects.get()]

    remove_site(Site.objects.get(pk=site.pk), actor=owner)

    assert {type(row) for row in before} == LEAVES_WITH_ITS_SITE
    assert kept(before) == []


@pytest.mark.django_db
def test_erasing_a_giver_blanks_every_field_that_says_so():
    campaign = CampaignFactory()
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune).person
    giver = {
        "giver_name": "Đặng Thị Kín",
        "giver_phone": "+84912000999",
        "shown": "alias",
        "alias": "Cô Ba",
    }
    pledge = PledgeFactory(campaign=campaign, **giver)
    gift = book_cash(campaign, leader_of(campaign), treasurer_of(campaign), pledge=pledge, **giver)
    before: list[models.Model] = [gift, pledge]

    erase_giver(Gift.objects.get(pk=gift.pk), actor=administrator, reason=Gift.Ground.values[0])

    assert {type(row) for row in before} == LEAVES_WITH_ITS_GIVER
    assert kept(before) == []
