"""What comes of asking an address, without leaving a trace of it."""

from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.test import Client


def outcome(
    client: Client,
    method: str,
    url: str,
    data: dict[str, Any],
    headers: dict[str, str],
    secret: str,
) -> tuple[str, list[str]]:
    """The letter of what happened, and what was written before it was rolled back.

    Whoever is stopped has written nothing and is not told the secret.
    """
    cookies = client.cookies.copy()
    writes: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            writes.append(sql[:80])
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(note):
        response = ask(client, method, url, data, headers)
        body = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    letter = _letter(response)
    if letter != "y":
        assert writes == [], f"{method} {url} was refused and wrote"
        assert secret not in body.decode(), f"{method} {url} was refused and told"
    return letter, writes


def ask(
    client: Client, method: str, url: str, data: dict[str, Any], headers: dict[str, str]
) -> Any:
    if method == "GET":
        return client.get(url, data, headers=headers)
    if method == "HEAD":
        return client.head(url, data, headers=headers)
    if method != "POST":
        kind = "application/offset+octet-stream" if headers else "application/json"
        return client.generic(method, url, b"{}", kind, headers=headers)
    if url.startswith("/api/") and not url.endswith("/document-scan/"):
        return client.post(url, data, content_type="application/json")
    return client.post(url, data, headers=headers)


def _letter(response: Any) -> str:
    if response.status_code == 302 and "/sign-in/?next=" in response["Location"]:
        return "S"
    return {401: "S", 403: "F", 404: "N", 405: "-"}.get(response.status_code, "y")
