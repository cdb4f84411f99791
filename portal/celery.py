import logging
import os
import time
from typing import Any

from celery import Celery, bootsteps
from celery.contrib.django.task import DjangoTask
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from portal.logs import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# Rooms inside an app that have tasks: Celery itself looks into apps alone.
WINGS = ["contributions.campaigns", "requests.asking", "requests.evidence"]
BROKER_RESTS = 15  # seconds; as often as the sweeps come by

log = logging.getLogger(__name__)


class Task(DjangoTask):
    """Carries the id of the request that queued it, into its own log lines and onward."""

    broker_rests_until = 0.0  # by the process's own clock

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        headers = {"request_id": request_id.get()} | (kwargs.pop("headers", None) or {})
        return super().apply_async(*args, headers=headers, **kwargs)

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        headers = self.request.headers or {}
        self.request.logged_as = request_id.set(headers.get("request_id") or task_id)

    def after_return(self, *args: Any) -> None:
        """Called after the task's own last line is logged."""
        request_id.reset(self.request.logged_as)

    def on_failure(self, exc: Exception, *args: Any) -> None:
        """The task after this one shall not fail for the same old plan."""
        from portal import health

        if health.has_old_plan(exc):
            health.leave_old_plans()

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Queue after the commit. A broker that is down is logged, and a sweep makes up
        for it: what was committed must not look refused to the person."""
        transaction.on_commit(lambda: self._queue(*args, **kwargs))

    def _queue(self, *args: Any, **kwargs: Any) -> None:
        """A broker that did not answer is left alone for a moment: hundreds of messages may
        wait for the same commit, and a person for the page."""
        if time.monotonic() < Task.broker_rests_until:
            return
        try:
            self.delay(*args, **kwargs)
        except (OSError, OperationalError, RedisError) as fault:
            Task.broker_rests_until = time.monotonic() + BROKER_RESTS
            log.error("%s was not queued: %s", self.name, type(fault).__name__)


class Heartbeat(bootsteps.StartStopStep):
    """The worker's main process tells /readyz that it lives, whatever its children do."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        from portal import health

        queues = list(worker.app.amqp.queues.consume_from)
        health.beat(queues)
        self.timer = worker.timer.call_repeatedly(health.BEATS_EVERY, health.beat, (queues,))

    def stop(self, worker: Any) -> None:
        self.timer.cancel()


app = Celery("portal", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(WINGS)
app.steps["worker"].add(Heartbeat)
