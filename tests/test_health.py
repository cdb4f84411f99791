import json
import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from portal import health, logs
from portal.celery import app
from portal.people.models import OneTimeCode
from portal.settings import QUEUES


def ready(client):
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_healthz_answers_whatever_else_fails(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_every_part_works(client):
    health.beat(QUEUES)

    status, answer = ready(client)

    assert (status, answer["ready"], answer["failing"]) == (200, True, [])
    assert set(answer["parts"]) == {
        *("codes", "database", "redis", "worker", "clocks"),
        *("uploads", "documents", "forms", "files"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("queue", QUEUES)
@pytest.mark.parametrize("silent_for", [None, health.SILENT_AFTER + 1])
def test_a_queue_whose_worker_is_silent_is_named(client, queue, silent_for):
    if silent_for:
        with time_machine.travel(timezone.now() - timedelta(seconds=silent_for), tick=False):
            health.beat({queue})
    cache.delete_many(health.CLOCK_OFF + name for name in QUEUES)  # that clock was set back
    health.beat(set(QUEUES) - {queue})

    status, answer = ready(client)

    assert (status, answer["failing"]) == (503, ["worker"])
    assert f"queue {queue} has" in answer["parts"]["worker"]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "says"), [(1, "ahead of"), (-1, "behind")])
def test_a_worker_whose_clock_is_off_says_so_and_is_not_called_silent(
    client, caplog, monkeypatch, days, says
):
    redis_says = health.clock_of_redis
    monkeypatch.setattr(health, "clock_of_redis", lambda: redis_says() - days * 86400)
    health.beat(["messages"])
    health.beat(["messages"])
    monkeypatch.undo()
    health.beat(QUEUES)  # another worker of the queue, whose clock is right

    status, answer = ready(client)

    sentence = answer["parts"]["clocks"]
    assert (status, answer["failing"]) == (503, ["clocks"])
    off = rf"\(.+\) is 86[34]\d\d seconds {says} Redis's\."
    assert re.fullmatch(f"The clock of a worker of the queue messages {off}", sentence)
    told = [record for record in caplog.records if record.name == "portal.health"]
    assert [record.getMessage() for record in told] == [sentence]


@pytest.mark.django_db
def test_a_machine_whose_clock_differs_from_the_database_s_is_named(client, monkeypatch):
    health.beat(QUEUES)
    database_says = health.clock_of_database
    monkeypatch.setattr(health, "clock_of_database", lambda: database_says() + 3600)

    status, answer = ready(client)

    assert (status, answer["failing"]) == (503, ["clocks"])
    sentence = answer["parts"]["clocks"]
    assert re.fullmatch(
        r"This machine's clock is 3[56]\d\d seconds behind PostgreSQL's\.", sentence
    )


@pytest.mark.django_db
def test_more_codes_than_an_hour_may_cost_are_named(client, settings):
    settings.CODES_AN_HOUR = 2
    health.beat(QUEUES)
    for sent_at in (timezone.now(), timezone.now(), timezone.now() - timedelta(hours=2)):
        OneTimeCode.objects.create(
            purpose="sign_in", phone="+84912345678", digest="x", sent_at=sent_at
        )

    status, answer = ready(client)
    assert (status, answer["failing"]) == (503, ["codes"])

    settings.CODES_AN_HOUR = 3
    assert ready(client)[0] == 200


@pytest.mark.django_db
def test_too_little_room_for_uploads_is_named(client, settings):
    health.beat(QUEUES)
    settings.UPLOAD_LEAST_FREE_BYTES = 2**60

    status, answer = ready(client)

    assert (status, answer["failing"]) == (503, ["uploads"])


@pytest.mark.django_db
def test_redis_that_does_not_answer_is_named(client, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    status, answer = ready(client)

    assert (status, answer["failing"]) == (503, ["redis", "worker"])


def test_a_page_without_its_database_says_come_again():
    def broken(request):
        raise OperationalError("the server closed the connection")

    middleware = health.UnavailableMiddleware(broken)
    response = middleware.process_exception(RequestFactory().get("/"), OperationalError("gone"))

    assert response is not None
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_other_errors_are_left_to_django():
    middleware = health.UnavailableMiddleware(lambda request: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/"), ValueError("ours")) is None


def formatted(**extra):
    record = logging.LogRecord("portal", logging.INFO, "", 0, "Đã gửi %s", ("thư",), None)
    vars(record).update(extra)
    return json.loads(logs.JsonFormatter().format(record))


def test_a_log_line_is_one_json_object_with_its_facts():
    line = formatted(ask="a-1")

    assert (line["level"], line["logger"], line["message"]) == ("INFO", "portal", "Đã gửi thư")
    assert line["ask"] == "a-1"
    assert "request_id" not in line


def test_an_exception_is_told_in_the_same_line():
    try:
        raise ValueError("no")
    except ValueError as error:
        line = formatted(exc_info=(ValueError, error, error.__traceback__))

    assert line["exception"].endswith("ValueError: no\n")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0123abcd-ef", True), ("short", False), ("<script>alert(1)</script>", False)],
)
def test_a_request_keeps_a_decent_id_and_gets_one_otherwise(client, given, kept):
    response = client.get("/healthz", headers={"X-Request-ID": given})

    found = response.headers["X-Request-ID"]
    assert (found == given) == kept
    assert logs.ACCEPTED_ID.fullmatch(found)


def test_the_log_names_the_route_and_not_the_address(client, caplog):
    with caplog.at_level(logging.INFO, logger="portal.logs"):
        client.get("/healthz?key=secret")

    assert [(record.route, record.status) for record in caplog.records] == [("healthz", 200)]
    assert "secret" not in caplog.text


KEY = "g4dJBoc6ipGLlsoGnMZ9nw"


@pytest.mark.django_db
@pytest.mark.parametrize("lead", ["y", "campaigns/pledges", "n", "media", "requests"])
@pytest.mark.parametrize(
    "tail",
    ["", "/", "%E2%80%9D/", "\u201d/", "/\u0111", "\\/", "/%0A/", "%00/", "/.", "%", "?x=%ff"],
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_key_in_a_refused_address_is_in_no_line_of_the_log(client, caplog, lead, tail, method):
    client.raise_request_exception = False

    with caplog.at_level(logging.DEBUG):
        client.generic(method, f"/{lead}/{KEY}{tail}")

    lines = [logs.JsonFormatter().format(record) for record in caplog.records]
    assert lines
    assert [line for line in lines if KEY in line or KEY[4:] in line] == []


def test_an_error_that_quotes_the_address_does_not_tell_its_key():
    request = RequestFactory().get(f"/y/{KEY}/")
    try:
        raise ValueError(f"cannot go to /y/{KEY}/")
    except ValueError as error:
        line = formatted(request=request, exc_info=(ValueError, error, error.__traceback__))

    assert line["exception"].endswith("ValueError: cannot go to /y/…/\n")


def test_the_page_a_foreign_form_came_from_is_in_no_line_of_the_log(caplog):
    client = Client(enforce_csrf_checks=True, headers={"Referer": f"https://else.vn/y/{KEY}/"})

    with caplog.at_level(logging.DEBUG):
        client.post(f"/y/{KEY}/answer/", {}, secure=True)

    lines = [json.loads(logs.JsonFormatter().format(record)) for record in caplog.records]
    assert "Forbidden: y/<str:token>/answer/" in [line["message"] for line in lines]
    assert KEY not in str(lines)


def test_a_task_logs_under_the_id_of_the_request_that_queued_it():
    @app.task(name="tests.which_request", ignore_result=False)
    def which_request():
        return logs.request_id.get()

    token = logs.request_id.set("feedbeef0001")
    try:
        assert which_request.delay().get() == "feedbeef0001"
        assert logs.request_id.get() == "feedbeef0001"
    finally:
        logs.request_id.reset(token)
        app.tasks.unregister("tests.which_request")


def test_a_task_nobody_asked_for_logs_under_its_own_id():
    @app.task(name="tests.own_id", bind=True, ignore_result=False)
    def own_id(self):
        return self.request.id == logs.request_id.get()

    token = logs.request_id.set("")
    try:
        assert own_id.delay().get() is True
        assert logs.request_id.get() == ""
    finally:
        logs.request_id.reset(token)
        app.tasks.unregister("tests.own_id")
