"""The portal's settings with what a test needs: mail and files kept, work done at once."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

os.environ["DEBUG"] = "0"
os.environ["HTTPS"] = "0"
os.environ["LOCAL_OUTBOX"] = "1"
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SITE_URL"] = "http://testserver"
os.environ["DATABASE_POOL"] = "4"
os.environ["LOG_LEVEL"] = "WARNING"
os.environ["UPLOAD_LEAST_FREE_MB"] = "1"

# Each xdist worker has a Redis database of its own: a real worker of one shall not take
# the messages of another.
if _worker := os.environ.get("PYTEST_XDIST_WORKER"):
    _url = urlsplit(os.environ["REDIS_URL"])
    _number = (int(_url.path.lstrip("/") or 0) + 8 + int(_worker.removeprefix("gw"))) % 16
    os.environ["REDIS_URL"] = _url._replace(path=f"/{_number}").geturl()

from portal.environment import PREPARED
from portal.settings import *  # noqa: F403
from portal.settings import DATABASES, STORAGES

DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_so")}
# pytest-django opens and closes connections in its own order; a pool would keep some open.
DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off", **PREPARED}

_files = Path(tempfile.mkdtemp(prefix="so-camera-tests-"))
MEDIA_ROOT = _files / "media"
UPLOAD_ROOT = _files / "uploads"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = _files / "static"
STATIC_ROOT.mkdir()

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
