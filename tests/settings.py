"""The portal's settings with what a test needs: mail and files kept, work done at once."""

import os
import tempfile
from pathlib import Path

os.environ["DEBUG"] = "0"
os.environ["HTTPS"] = "0"
os.environ["LOCAL_OUTBOX"] = "1"
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SITE_URL"] = "http://testserver"
os.environ["DATABASE_POOL"] = "4"
os.environ["LOG_LEVEL"] = "WARNING"
os.environ["UPLOAD_LEAST_FREE_MB"] = "1"

from portal.settings import *  # noqa: F403
from portal.settings import DATABASES, STORAGES

DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_so")}
# pytest-django opens and closes connections in its own order; a pool would keep some open.
DATABASES["default"]["OPTIONS"] = {}

_files = Path(tempfile.mkdtemp(prefix="so-camera-tests-"))
MEDIA_ROOT = _files / "media"
UPLOAD_ROOT = _files / "uploads"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = _files / "static"
STATIC_ROOT.mkdir()

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
