"""A thread that ends leaves nothing of GEOS behind."""

import pytest
from django.contrib.gis.geos.prototypes import io
from django.test import Client

from tests.cameras.factories import SiteFactory


@pytest.mark.django_db
def test_after_an_answer_the_thread_holds_no_reader_of_geometries(sign_in):
    site = SiteFactory()
    client: Client = sign_in(site.owner)
    io.wkb_r()

    assert client.get(site.get_absolute_url()).status_code == 200
    assert vars(io.thread_context) == {}


@pytest.mark.django_db
def test_neither_does_it_after_a_refusal(client):
    io.wkb_r()

    assert client.get("/nothing/").status_code == 404
    assert vars(io.thread_context) == {}
