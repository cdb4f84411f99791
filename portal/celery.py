import functools
import os
from typing import Any

from celery import Celery, bootsteps
from celery.contrib.django.task import DjangoTask
from django.db import transaction

from portal.logs import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Task(DjangoTask):
    """Carries the id of the request that queued it, into its own log lines and onward."""

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        headers = {"request_id": request_id.get()} | (kwargs.pop("headers", None) or {})
        return super().apply_async(*args, headers=headers, **kwargs)

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        headers = self.request.headers or {}
        self.request.logged_as = request_id.set(headers.get("request_id") or task_id)

    def after_return(self, *args: Any) -> None:
        """Called after the task's own last line is logged."""
        request_id.reset(self.request.logged_as)

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Queue after the commit. A broker that is down is logged, and a sweep makes up
        for it: what was committed must not look refused to the person."""
        transaction.on_commit(functools.partial(self.delay, *args, **kwargs), robust=True)


class Heartbeat(bootsteps.StartStopStep):
    """The worker's main process tells /readyz that it lives, whatever its children do."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        from portal import health

        health.beat()
        self.timer = worker.timer.call_repeatedly(health.BEATS_EVERY, health.beat)

    def stop(self, worker: Any) -> None:
        self.timer.cancel()


app = Celery("portal", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(Heartbeat)
