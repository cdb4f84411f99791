"""Redis away, PostgreSQL away: what still works, and what is said where something does not."""

import pytest
from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper
from django.db import NotSupportedError, OperationalError, connection, connections
from django.http import HttpResponse
from django.urls import reverse
from kombu.exceptions import OperationalError as BrokerAway

from portal import health
from portal.celery import Task, app
from portal.notices.actions import prefer, tell
from portal.notices.models import Delivery
from portal.people.models import Role
from portal.people.models.one_time_codes import OneTimeCode
from tests.contributions.factories import CampaignFactory
from tests.people.factories import AppointmentFactory, UserFactory

AWAY = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
}


PRIVATE = [
    "cameras:mine",
    "footage:journal",
    "footage:list",
    "footage:search",
    "notices:inbox",
    "people:account",
]
EVERYWHERE = ["/", "/nowhere/", "/api/v1/", "/healthz", "/static/nowhere.css", "/help/"]


@pytest.fixture
def no_redis(settings):
    settings.CACHES = AWAY


@pytest.fixture
def quiet(client):
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
def test_without_redis_no_code_is_sent_and_a_page_says_come_again(no_redis, quiet):
    response = quiet.post(reverse("people:sign_in"), {"contact": "0912345678"})

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "<h1" in response.text
    assert not OneTimeCode.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["home", "people:sign_in", "reports:help", "reports:communes"])
def test_without_redis_pages_are_there(no_redis, quiet, name):
    assert quiet.get(reverse(name)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ledger_pdf", "ledger_sheet"])
def test_without_redis_a_paper_that_cannot_be_counted_is_not_made(no_redis, quiet, name):
    campaign = CampaignFactory()

    response = quiet.get(reverse(f"contributions:{name}", args=[campaign.public_id]))

    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.django_db
def test_without_redis_the_api_says_so_in_json(no_redis, quiet):
    CampaignFactory()

    response = quiet.get("/api/v1/campaigns/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert set(response.json()) == {"detail"}


@pytest.mark.django_db
def test_without_redis_what_was_done_stays_done_and_its_messages_wait(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    """Each of them by the sweep, which finds what waits; the person waits for none of them."""
    asked = []

    def away(task, *args, **kwargs):
        asked.append(args)
        raise BrokerAway("Error 111 connecting to 127.0.0.1:1. Connection refused.")

    monkeypatch.setattr(Task, "apply_async", away)
    monkeypatch.setattr(Task, "broker_rests_until", 0.0)
    person = UserFactory()
    prefer(person, "sms", wanted=True, actor=person)

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            tell(person, "site_vouched", number="MC1-0001-A")

    assert Delivery.objects.deliverable().count() == 3
    assert len(asked) == 1
    assert "was not queued" in caplog.text


def test_a_session_that_cannot_be_kept_is_a_short_break_and_no_error(quiet, monkeypatch):
    """The database may go away after the view has done its work."""

    def gone(*args):
        raise OperationalError("the server closed the connection")

    keeping = "django.contrib.sessions.middleware.SessionMiddleware.process_response"
    monkeypatch.setattr(keeping, gone)

    response = quiet.get("/healthz")

    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.fixture
def pooled(monkeypatch):
    """A connection from a pool of one, as the portal has it where people use it."""
    its_settings = connections["default"].settings_dict
    options = {**its_settings["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    pooled = DatabaseWrapper({**its_settings, "OPTIONS": options})
    monkeypatch.setattr(health, "connection", pooled)
    yield pooled
    pooled.close()
    pooled.close_pool()


@pytest.fixture
def ask_again(pooled):
    """Asks what the pooled connection has planned while a column of it was another one."""

    def ask():
        with pooled.cursor() as cursor:
            cursor.execute("SELECT number FROM planned")
            return cursor.fetchall()

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planned (number) AS SELECT 7")
        try:
            for _ in range(4):
                ask()
            pooled.close()
            cursor.execute("ALTER TABLE planned ALTER number TYPE bigint")
            yield ask
        finally:
            pooled.close()
            cursor.execute("DROP TABLE planned")


@pytest.mark.django_db(transaction=True)
def test_a_column_of_another_type_costs_a_connection_one_short_break(ask_again, rf):
    middleware = health.UnavailableMiddleware(lambda request: HttpResponse())

    with pytest.raises(NotSupportedError) as refused:
        ask_again()
    response = middleware.process_exception(rf.get("/"), refused.value)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert ask_again() == [(7,)]


@pytest.mark.django_db(transaction=True)
def test_a_column_of_another_type_costs_a_worker_one_task(ask_again):
    task = app.task(name="tests.ask_again")(ask_again)

    first, second = (task.apply(throw=False) for _ in range(2))
    app.tasks.unregister("tests.ask_again")

    assert isinstance(first.result, NotSupportedError)
    assert second.result == [(7,)]


@pytest.mark.django_db
def test_another_thing_that_postgresql_cannot_do_is_a_fault_of_ours(rf):
    middleware = health.UnavailableMiddleware(lambda request: HttpResponse())

    with pytest.raises(NotSupportedError) as refused, connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT 1 FROM people_user FOR UPDATE")

    assert middleware.process_exception(rf.get("/"), refused.value) is None


@pytest.mark.django_db
def test_the_api_counts_a_caller_by_the_address_that_our_proxy_saw(client):
    """What a caller writes into X-Forwarded-For does not make another caller of it."""
    statuses = {
        client.get(
            "/api/v1/campaigns/", headers={"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.9"}
        ).status_code
        for number in range(70)
    }

    assert 429 in statuses


@pytest.mark.django_db
def test_what_a_signed_in_person_sees_is_kept_by_no_cache(sign_in):
    appointment = AppointmentFactory(role=Role.CHIEF)
    staff = sign_in(appointment.person)

    for name in (
        "footage:list",
        "footage:journal",
        "people:account",
        "notices:inbox",
        "cameras:mine",
        "footage:search",
    ):
        response = staff.get(reverse(name))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"], name
        assert "private" in response["Cache-Control"], name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["/", "/nowhere/", "/api/v1/", "/healthz", "/static/nowhere.css", "/help/"]
)
def test_every_answer_carries_the_same_guards(client, url):
    response = client.get(url)

    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Permissions-Policy"]
