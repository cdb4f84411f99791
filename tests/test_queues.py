"""Work of one kind never waits behind work of another."""

import uuid

import pytest
from django.conf import settings
from redis import Redis

from portal.celery import app
from portal.queues import waiting_in


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("portal.notices.tasks.deliver", "messages"),
        ("portal.notices.tasks.deliver_waiting", "messages"),
        ("requests.evidence.actions.inspections.inspect", "inspection"),
        ("requests.evidence.tasks.inspect_forgotten", "rest"),
        ("contributions.campaigns.tasks.check_ledgers", "rest"),
        ("portal.journal.tasks.seal_journal", "rest"),
    ],
)
def test_each_task_goes_to_the_queue_of_its_kind(task, queue):
    app.loader.import_default_modules()
    assert task in app.tasks

    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_codes_and_notices_share_their_queue_with_nothing():
    app.loader.import_default_modules()
    ours = [name for name in app.tasks if not name.startswith("celery.")]

    in_it = {name for name in ours if app.amqp.router.route({}, name)["queue"].name == "messages"}

    assert in_it == {name for name in ours if name.startswith("portal.notices.")}


def test_messages_that_wait_are_counted():
    queue = f"of-a-test-{uuid.uuid4()}"
    with Redis.from_url(settings.CELERY_BROKER_URL) as redis:
        assert waiting_in(queue) == 0
        redis.rpush(queue, "one", "two")
        try:
            assert waiting_in(queue) == 2
        finally:
            redis.delete(queue)
