"""Work by the clock, killed in the middle: nothing half is left; the next sweep ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.journal.models import Entry
from portal.notices.models import Notice
from requests.asking.actions import outcomes, reminders
from requests.asking.models import Outcome
from requests.evidence.actions import footage as actions
from tests.people.factories import UserFactory
from tests.requests.factories import AskFactory
from tests.requests.footage_factories import sealed

pytestmark = pytest.mark.django_db(transaction=True)


def killed(*args, **kwargs):
    raise KeyboardInterrupt


def test_deleting_a_file_ends_at_the_next_sweep_with_one_certificate(monkeypatch):
    yesterday = timezone.now() - timedelta(days=1)
    footage = sealed(
        status="declined",
        reviewer=UserFactory(),
        reviewed_at=yesterday,
        reason="nothing",
        dispose_after=yesterday,
    )
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(actions, "move", killed)
        actions.dispose(footage.pk)
    footage.refresh_from_db()
    assert (footage.status, footage.certificate) == ("declined", "")

    assert actions.dispose(footage.pk)

    footage.refresh_from_db()
    assert footage.certificate.endswith("-0001")
    assert not footage.original.exists()
    assert Notice.objects.filter(kind="footage_disposed").count() == 1


def test_a_reminder_that_was_not_told_was_not_counted(monkeypatch):
    ask, tomorrow = AskFactory(), timezone.now() + timedelta(hours=25)
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(reminders, "tell_owners", killed)
        reminders.remind(ask, now=tomorrow)

    assert reminders.remind(ask, now=tomorrow)
    assert not reminders.remind(ask, now=tomorrow)
    assert Notice.objects.filter(kind="footage_reminder").count() == 1


def test_an_outcome_is_told_to_all_or_not_at_all(monkeypatch):
    footage_request = sealed().upload.ask.footage_request
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(outcomes, "tell_owners", killed)
        outcomes.tell_outcome(footage_request, "seen", actor=footage_request.officer)

    assert not Outcome.objects.exists()
    assert not Entry.objects.of(footage_request.stream).exists()
