import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from portal import disks

SignIn = Callable[..., Client]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit empty the database behind them: give each the rows that migrations
    wrote (consent texts, for one). pytest-django runs them after all others."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        given = dict(marker.kwargs) if marker else {}
        commits = {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if given.get("transaction") or commits:
            given |= {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**given), append=False)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits and throttles of one test are not the next one's."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _remove_files() -> Iterator[None]:
    yield
    shutil.rmtree(settings.MEDIA_ROOT.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _marked_disks(settings: Any) -> None:
    """The folders for files are those that set-up has marked."""
    for root in (settings.MEDIA_ROOT, settings.UPLOAD_ROOT):
        disks.mark(root)


@pytest.fixture
def sign_in() -> SignIn:
    """A client of its own for a person, with or without the second factor shown."""

    def signed_in(person: Any, *, second_factor: bool = True) -> Client:
        client = Client()
        client.force_login(person)
        methods: list[dict[str, object]] = [{"method": "code", "at": time.time()}]
        if second_factor:
            methods.append({"method": "mfa", "type": "totp", "at": time.time()})
        session = client.session
        session["account_authentication_methods"] = methods
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client

    return signed_in
