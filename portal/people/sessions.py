"""Sessions as Django keeps them in the database; the question for one is a prepared one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from portal.prepared import Fact, prepared


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        session = _kept.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session


@prepared
def _kept() -> QuerySet[Session]:
    return Session.objects.filter(session_key=Fact("key"), expire_date__gt=Fact("now"))
