"""Who is signed in, on every page: Django's own sessions and a backend without credentials.

Both are asked by prepared questions.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import BaseBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portal.people.models import User
from portal.prepared import Fact, prepared

# What a browser keeps for itself before it shows who it is: the code it waits for. Our choice.
UNKNOWN_LASTS = 24 * 3600  # seconds

SHORTEST_KEY = 8  # as Django has it


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """A cookie can hold anything, a NUL for one; a key of ours is letters and digits."""
        return bool(key and len(key) >= SHORTEST_KEY and key.isascii() and key.isalnum())

    def get_session_cookie_age(self) -> int:
        """Of a browser that has shown to be nobody's, a day: anybody can begin any number."""
        is_shown = SESSION_KEY in self or any(key in self for key in settings.SESSIONS_THAT_LAST)
        return settings.SESSION_COOKIE_AGE if is_shown else UNKNOWN_LASTS

    def _get_session_from_db(self) -> Any:
        session = _kept.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session


@prepared
def _kept() -> QuerySet[Session]:
    return Session.objects.filter(session_key=Fact("key"), expire_date__gt=Fact("now"))


class PeopleBackend(BaseBackend):
    """Finds who a session belongs to. Nobody signs in by credentials: codes do it."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        return _active.first(pk=user_id)


@prepared
def _active() -> QuerySet[User]:
    return User.objects.filter(pk=Fact("pk"), is_active=True)
