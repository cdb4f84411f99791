"""Reminders: when they go, what ends them, and whom they leave alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.notices.models import Notice
from requests.asking import tasks as asking_tasks
from requests.asking.actions import answers
from requests.asking.actions.reminders import remind
from requests.asking.models import Ask
from requests.asking.police_answers import answers_of
from tests.cameras.factories import CameraFactory, ConsentFactory
from tests.requests.factories import AskFactory

pytestmark = pytest.mark.django_db


def hours_later(ask, hours):
    Ask.objects.filter(pk=ask.pk).update(sent_at=timezone.now() - timedelta(hours=hours))


def reminders(ask):
    return Notice.objects.filter(kind="footage_reminder", recipient=ask.site.owner).count()


def paused(ask):
    ask.site.cameras.update(paused_at=timezone.now())


def removed(ask):
    type(ask.site).objects.filter(pk=ask.site_id).update(
        status="removed", removed_at=timezone.now()
    )


def withdrawn(ask):
    ConsentFactory(site=ask.site, purpose="P3", granted=False)


def left_out(ask):
    camera = ask.site.cameras.get()
    ConsentFactory(site=ask.site, camera=camera, purpose="P3", granted=False)


def test_reminders_go_after_a_day_after_three_and_before_overwriting():
    ask = AskFactory(
        expires_at=timezone.now() + timedelta(days=9),
        overwritten_at=timezone.now() + timedelta(days=8),
    )
    seen = []
    for hours in [23, 25, 26, 71, 73]:
        hours_later(ask, hours)
        asking_tasks.remind_owners()
        seen.append(reminders(ask))
    Ask.objects.update(overwritten_at=timezone.now() + timedelta(hours=23))
    asking_tasks.remind_owners()

    assert [*seen, reminders(ask)] == [0, 1, 1, 1, 2, 3]


@pytest.mark.parametrize("given", ["declined", "held", "nothing", "approved"])
def test_any_answer_ends_the_reminders(given):
    ask = AskFactory()
    answers.answer(ask, given, actor=ask.site.owner)
    hours_later(ask, 30)

    asking_tasks.remind_owners()

    assert reminders(ask) == 0


@pytest.mark.parametrize("how", [paused, removed, withdrawn, left_out])
def test_whoever_agrees_no_more_is_not_reminded_and_police_learn_nothing(how):
    ask = AskFactory()
    before = answers_of(ask.footage_request)
    how(ask)
    hours_later(ask, 25)

    assert asking_tasks.remind_owners() == 0
    assert not remind(Ask.objects.with_request().get(pk=ask.pk), now=timezone.now())

    ask.refresh_from_db()
    assert (reminders(ask), ask.reminders, ask.is_open) == (0, 0, True)
    assert answers_of(ask.footage_request) == before


def test_one_camera_that_may_still_be_asked_is_enough_for_a_reminder():
    ask = AskFactory()
    ask.cameras.add(CameraFactory(site=ask.site, paused_at=timezone.now()))
    hours_later(ask, 25)

    assert asking_tasks.remind_owners() == 1


def test_an_owner_can_stop_the_reminders_of_one_case(sign_in):
    ask = AskFactory()
    other = AskFactory(site=ask.site, footage_request__appointment=ask.footage_request.appointment)
    sign_in(ask.site.owner).post(reverse("footage:stop_reminders", args=[ask.public_id]))
    hours_later(ask, 30)
    hours_later(other, 30)

    asking_tasks.remind_owners()

    assert reminders(ask) == 1
    other.refresh_from_db()
    assert other.reminders == 1
