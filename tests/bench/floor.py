"""The floor of pages: Django in one file, one view, fifty rows, and nothing around it.

No middleware, session, person, language, form, frame or policy; two numbers of each row
are formatted. Served by the same granian with the same pool.
"""

import os
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

LIST = """<!doctype html><html><head><title>Sites</title></head><body><h1>Sites</h1><table>
{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td><td>{{ row.2 }}</td>
<td>{{ row.3 }}</td><td>{{ row.4 }}</td><td>{{ row.5|floatformat:6 }}</td>
<td>{{ row.6|floatformat:6 }}</td></tr>{% endfor %}</table></body></html>"""
ROWS = """
SELECT id, number, kind, status, public_id, ST_X(point), ST_Y(point)
FROM cameras_site ORDER BY id DESC LIMIT 50
"""

url = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only-for-benches",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": url.username or "",
            "PASSWORD": url.password or "",
            "HOST": parse_qs(url.query).get("host", [url.hostname or ""])[0],
            "PORT": str(url.port or ""),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 16, "timeout": 10}},
        }
    },
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"list.html": LIST})],
                    )
                ]
            },
        }
    ],
)
django.setup()


def fifty(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        rows = cursor.fetchall()
    return render(request, "list.html", {"rows": rows})


urlpatterns = [path("list", fifty)]
application = WSGIHandler()
