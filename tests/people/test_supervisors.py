"""The night's root goes outside by e-mail, once, to whoever supervises for the Front."""

import pytest
from django.core import mail

from portal.journal import actions as journal
from portal.notices.actions import deliver, prefer
from portal.notices.models import Delivery, Notice
from portal.people import tasks
from portal.people.models import Role
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def supervisor(email: str | None):
    return AppointmentFactory(role=Role.SUPERVISOR, person=UserFactory(email=email)).person


def test_the_root_is_mailed_to_each_supervisor_once(settings):
    settings.LOCAL_OUTBOX = False
    supervisor("mat.tran@example.vn")
    supervisor("giam.sat@example.vn")
    supervisor(None)
    AppointmentFactory(role=Role.CHIEF, person=UserFactory(email="chief@example.vn"))
    assert tasks.send_root() == 0
    root = journal.seal()

    assert (tasks.send_root(), tasks.send_root()) == (2, 0)
    for delivery in Delivery.objects.all():
        deliver(delivery.pk)

    assert sorted(message.to[0] for message in mail.outbox) == [
        "giam.sat@example.vn",
        "mat.tran@example.vn",
    ]
    assert root.digest in mail.outbox[0].body
    assert "/journal/roots/" in mail.outbox[0].body
    assert not Notice.objects.exclude(recipient=None).exists()
    journal.seal()
    assert tasks.send_root() == 2


def test_who_refuses_e_mail_or_supervises_no_more_gets_none(caplog):
    refusing = supervisor("no@example.vn")
    prefer(refusing, "email", wanted=False, actor=refusing)
    gone = AppointmentFactory(
        role=Role.SUPERVISOR,
        person=UserFactory(email="gone@example.vn"),
        until="2026-01-02",
        since="2026-01-01",
    )
    assert gone
    journal.seal()

    assert tasks.send_root() == 0
    assert "no root goes outside" in caplog.text
