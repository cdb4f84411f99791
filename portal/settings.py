"""All settings of the portal. Every value that differs between places comes from the environment.

docs/operations.md lists each variable; a test compares that list with this file.
"""

from pathlib import Path
from urllib.parse import unquote

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from portal.environment import (
    env_bool,
    env_database,
    env_file,
    env_folder,
    env_hosts,
    env_int,
    env_matching,
    env_redis,
    env_secret,
    env_sender,
    env_site,
    env_token,
    env_url,
)

BASE_DIR = Path(__file__).resolve().parent.parent


# --- What this place is ---------------------------------------------------------------

DEBUG = env_bool("DEBUG", False)
HTTPS = env_bool("HTTPS", not DEBUG)
SECRET_KEY = env_secret("SECRET_KEY", "only-for-development" if DEBUG else None)
ALLOWED_HOSTS = env_hosts("ALLOWED_HOSTS", "localhost,127.0.0.1" if DEBUG else None)
SITE_URL = env_site(
    "SITE_URL",
    "http://localhost:8000" if DEBUG else None,
    schemes={"https"} if HTTPS else {"http", "https"},
)
VAR_DIR = env_folder("VAR_DIR", BASE_DIR / "var")
LOG_LEVEL = env_matching(
    "LOG_LEVEL", "INFO", "DEBUG|INFO|WARNING|ERROR", "DEBUG, INFO, WARNING or ERROR"
)

# --- What it is made of ---------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "portal.apps.StaticFiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "portal.apps.PortalConfig",  # before drf_spectacular: see there
    "django_htmx",
    "leaflet",
    "pgtrigger",
    "rest_framework",
    "rest_framework_gis",
    "django_filters",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "portal.look",
    "portal.areas",
    "portal.journal",
    "portal.notices",
    "portal.documents",
    "portal.people",
    "cameras",
    "contributions",
    "requests.apps.FootageConfig",
    "portal.administration",
    "portal.reports",
    "portal.demo",
]

MIDDLEWARE = [
    "portal.geos_readers.FreeGeosReadersMiddleware",
    "portal.logs.RequestIdMiddleware",
    "portal.security.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.security.PlainAddressMiddleware",
    "portal.security.PrivatePagesMiddleware",
    "portal.health.UnavailableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.people.form_of_address.FormOfAddressMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.people.rate_limits.TooOftenMiddleware",
    "portal.security.OddInputMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.menu.menu",
            ]
        },
    }
]
FORM_RENDERER = "portal.look.renderer.Renderer"

# --- Database, cache, sessions ----------------------------------------------------------

DATABASES = {"default": env_database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env_redis("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    },
    # What is the same for everybody and a minute old at most; each process keeps its own.
    "public": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
}

# In the database: Redis may be wiped without anybody having to sign in again.
SESSION_ENGINE = "portal.people.sessions"
# Our choice: a person's own phone stays signed in; what a role opens asks every 12 hours.
SESSION_COOKIE_AGE = 90 * 24 * 3600  # seconds
# Beside who is signed in: what a browser has shown by a code at a link.
SESSIONS_THAT_LAST = ["proven_people"]
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Safety ---------------------------------------------------------------------------

CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False  # Modules read it to send the header.
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.look.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# A year, by OWASP ASVS 5.0, 3.4.1.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Our choice.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes; tus bodies never come this way
SILENCED_SYSTEM_CHECKS = [
    # Debian 12 ships GDAL 3.6, older than GeoDjango wants for reading untrusted
    # rasters and vectors. No geometry from people goes through GDAL's readers:
    # forms and API take numbers and GeoJSON, which GEOS and PostGIS parse.
    "gis.W001",
    # `i18n` is ours on purpose: it escapes what a translation adds of HTML.
    "templates.W003",
]

# --- People and sign-in -------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["portal.people.sessions.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = []
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# Where a new person goes on to a page that asks the name itself, signing in does not ask it.
PAGES_THAT_ASK_THE_NAME = ["cameras:register"]
# Codes cost money: to which countries, by their calling codes, and how many in an hour.
CALLING_CODES = r"[1-9][0-9]{0,2}( [1-9][0-9]{0,2})*"
PHONE_COUNTRIES = [
    int(code)
    for code in env_matching("PHONE_COUNTRIES", "84", CALLING_CODES, "codes such as 84 856").split()
]
CODES_AN_HOUR = env_int("CODES_AN_HOUR", 2000, least=10, most=1_000_000)
# Our choice, all of them; that there are some is OWASP ASVS 5.0, 6.6.3.
ACCOUNT_RATE_LIMITS = {
    # Many phones share one address of a mobile network, so the limit that protects a
    # number is the one by key; by address it only slows down machines.
    "people_code": "30/m/ip,300/h/ip,3/m/key,10/h/key,30/d/key",
    # A browser that has signed in with the number before: no neighbour behind the same address
    # of a mobile network uses up what is its own.
    "people_code_known": "3/m/key,10/h/key,30/d/key",
    # By which each message costs: of the portal, and of numbers that end differently. A browser
    # that its number's owner has used before is not counted.
    "people_codes": f"{CODES_AN_HOUR}/h/key",
    "people_prefix": "60/h/key",
    "people_try": "60/m/ip",  # wrong ones alone
    "people_factor": "5/m/key,30/h/key",
    "people_invite": "30/h/key",
    "people_invited": "3/d/key",
    "people_organisation": "10/h/key",
    "cameras_register": "30/h/key",
    "contributions_pledge": "20/m/ip,100/h/ip",
    "contributions_paper": "30/m/ip",
}
MFA_ADAPTER = "portal.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Sổ Camera"
MFA_RECOVERY_CODE_COUNT = 10
# How many proxies of ours stand in front: the client's address is read from behind them.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXIES", 0 if DEBUG else 1, least=0, most=9)

# --- Words and time -------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # seconds
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- Files -----------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env_folder("STATIC_ROOT", VAR_DIR / "static")
# What bin/setup takes out of node_modules: see bin/pick-static.
STATICFILES_DIRS = [VAR_DIR / "npm"] if (VAR_DIR / "npm").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "portal.disks.MarkedStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "portal.static_files.HashedFiles"
        )
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 60
MEDIA_ROOT = env_folder("MEDIA_ROOT", VAR_DIR / "media")
UPLOAD_ROOT = env_folder("UPLOAD_ROOT", VAR_DIR / "uploads")
# Below this, /readyz fails and no new upload starts: the files under way need room to end.
UPLOAD_LEAST_FREE_BYTES = env_int("UPLOAD_LEAST_FREE_MB", 2048, least=1, most=10**9) * 2**20

# Where clamd listens, a path or host:port; without one, files are shown as not scanned.
CLAMD_SOCKET = env_matching(
    "CLAMD_SOCKET", "", r"/\S+|[\w.-]+:[1-9][0-9]{0,4}", "a path beginning with / or host:port"
)
# The largest file clamd is set to look into. Of larger ones it says OK without a look.
CLAMD_LARGEST_BYTES = env_int("CLAMD_LARGEST_MB", 25, least=1, most=2047) * 2**20
# The internal location by which nginx hands out files under UPLOAD_ROOT; empty: we do it.
ACCEL_LOCATION = env_matching(
    "ACCEL_LOCATION", "", r"/([\w.-]+/)+", "empty or a path that begins and ends with /"
)

# The Ed25519 key that signs journal roots and exports; made at the first use if absent.
SIGNING_KEY_FILE = env_file("SIGNING_KEY_FILE", VAR_DIR / "keys" / "signing.pem")
# The public halves of the keys before it, one PEM after the other: their roots still hold.
FORMER_KEYS_FILE = env_file("FORMER_KEYS_FILE", VAR_DIR / "keys" / "former.pem")

# --- Jobs -------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest task, or Redis hands it to a second worker.
    "visibility_timeout": 2 * 3600,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    "global_keyprefix": "celery:",
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 240  # seconds; tasks that need longer say so themselves
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Nobody can sign in while a code waits behind a film. Each queue has a worker of its own.
QUEUES = ("messages", "inspection", "rest")
CELERY_TASK_QUEUES = {name: {"exchange": name} for name in QUEUES}
CELERY_TASK_DEFAULT_QUEUE = "rest"
CELERY_TASK_ROUTES = {
    "portal.notices.tasks.*": {"queue": "messages"},
    "requests.evidence.actions.inspections.*": {"queue": "inspection"},
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TIMEZONE = TIME_ZONE
# Sweeps queue again what a killed worker or an emptied Redis left behind.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "deliver-waiting": {"task": "portal.notices.tasks.deliver_waiting", "schedule": 15},
    "forget-codes": {"task": "portal.people.tasks.forget_codes", "schedule": 3600},
    "forget-sessions": {
        "task": "portal.people.tasks.forget_sessions",
        "schedule": crontab(hour=2, minute=20),
    },
    "forget-invitations": {
        "task": "portal.people.tasks.forget_invitations",
        "schedule": crontab(hour=2, minute=25),
    },
    "inspect-forgotten": {"task": "requests.evidence.tasks.inspect_forgotten", "schedule": 15},
    "stop-lost-files": {
        "task": "requests.evidence.tasks.stop_lost_files",
        "schedule": crontab(hour=3, minute=40),
    },
    "forget-expired-uploads": {
        "task": "requests.evidence.tasks.forget_expired_uploads",
        "schedule": 3600,
    },
    "remind-unsent-files": {
        "task": "requests.evidence.tasks.remind_unsent_files",
        "schedule": 3600,
    },
    "dispose-declined": {"task": "requests.evidence.tasks.dispose_declined", "schedule": 3600},
    "remind-owners": {"task": "requests.asking.tasks.remind_owners", "schedule": 600},
    "close-expired-requests": {
        "task": "requests.asking.tasks.close_expired_requests",
        "schedule": 600,
    },
    "seal-journal": {
        "task": "portal.journal.tasks.seal_journal",
        "schedule": crontab(hour=1, minute=10),
    },
    "send-root": {
        "task": "portal.people.tasks.send_root",
        "schedule": crontab(hour=1, minute=40),
    },
    "check-ledgers": {
        "task": "contributions.campaigns.tasks.check_ledgers",
        "schedule": crontab(hour=6, minute=0),
    },
}

# --- Journal ----------------------------------------------------------------------------

# What `verify_journal` compares with the journal: a function of each room that has such rows.
JOURNAL_PROOFS = (
    "portal.people.proof.faults",
    "cameras.register.proof.faults",
    "contributions.campaigns.proof.faults_of_accounts",
    "requests.asking.proof.faults",
    "requests.evidence.proof.faults",
)

# --- Telling people ---------------------------------------------------------------------

# E-mail and SMS land on the page /outbox/ and go nowhere else: for trying the portal only.
LOCAL_OUTBOX = env_bool("LOCAL_OUTBOX", DEBUG)
DEFAULT_FROM_EMAIL = env_sender(
    "DEFAULT_FROM_EMAIL", "so-camera@localhost" if LOCAL_OUTBOX else None
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_email = env_url(
    "EMAIL_URL",
    "smtp://localhost:25",
    schemes={"smtp", "smtps", "smtp+starttls"},
    read=env_secret,
)
EMAIL_HOST = _email.hostname
EMAIL_PORT = _email.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[_email.scheme]
EMAIL_HOST_USER = unquote(_email.username or "")
EMAIL_HOST_PASSWORD = unquote(_email.password or "")
EMAIL_USE_SSL = _email.scheme == "smtps"
EMAIL_USE_TLS = _email.scheme == "smtp+starttls"
EMAIL_TIMEOUT = 10  # seconds
# Any gateway that takes one message as JSON: {"to", "from", "text"} with a bearer token.
SMS_GATEWAY_URL = env_url(
    "SMS_GATEWAY_URL",
    "http://localhost:9/" if LOCAL_OUTBOX else None,
    schemes={"https"} if HTTPS and not LOCAL_OUTBOX else {"http", "https"},
).geturl()
SMS_GATEWAY_TOKEN = env_token("SMS_GATEWAY_TOKEN", "none" if LOCAL_OUTBOX else None)
SMS_BRAND_NAME = env_matching(
    "SMS_BRAND_NAME", "SOCAMERA", r"[ -~]{1,11}", "1 to 11 letters without accents, or digits"
)

# --- Map --------------------------------------------------------------------------------

LEAFLET_CONFIG = {
    "TILES": [],  # The ground is drawn from our own layers: nothing is fetched from elsewhere.
    "DEFAULT_CENTER": (16.2, 106.3),
    "DEFAULT_ZOOM": 6,
    "MIN_ZOOM": 5,
    "MAX_ZOOM": 20,
    "RESET_VIEW": False,
    "SCALE": "metric",
    "ATTRIBUTION_PREFIX": False,
    "NO_GLOBALS": False,
}

# --- API --------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.parsers.PlainJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": [
        "portal.api.throttles.AnonymousThrottle",
        "portal.api.throttles.PersonThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    # Or a caller could be somebody else each time by writing X-Forwarded-For itself.
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sổ Camera",
    "DESCRIPTION": "A commune's register of cameras, its campaigns and its footage requests.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ConsentPurpose": "cameras.register.models.Purpose",
        "RequestPurpose": "requests.asking.models.SearchPurpose",
        "SiteKind": "cameras.register.models.Site.Kind",
        "OwnerKind": "cameras.register.forms.owners.KINDS",
        "SiteStatus": "cameras.register.models.Site.Status",
        "RequestStatus": "requests.asking.models.FootageRequest.Status",
        "Answer": "requests.asking.models.Ask.Answer",
        "AnswerToGive": "requests.asking.api.asks.ANSWERS",
        "FootageStatus": "requests.evidence.models.Footage.Status",
        "UploadStatus": "requests.evidence.models.Upload.Status",
        "UploadKind": "requests.evidence.models.Upload.Kind",
        "ReversalKind": "contributions.campaigns.models.Reversal.Kind",
        "BankAccountStatus": "contributions.campaigns.models.BankAccount.Status",
        "OutcomeKind": "requests.asking.models.Outcome.Kind",
        "ErasureGround": "contributions.campaigns.models.Gift.Ground",
        "FootageReason": "requests.evidence.models.Footage.Reason",
        "GiftStatus": "contributions.campaigns.models.Gift.Status",
        "ReversalStatus": "contributions.campaigns.models.Reversal.Status",
        "CampaignStatus": "contributions.campaigns.models.Campaign.Status",
    },
}

# --- Logs -------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": LOG_LEVEL, "handlers": [], "propagate": True},
        "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
        "httpx": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
