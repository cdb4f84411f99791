"""Browsers that have signed in with a number before, and what they may that others may not.

Codes are limited by number, so that nobody is showered with them. That alone would let any
stranger use up the number's codes of a day; a browser its owner has used counts by itself.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "known"
# Our choice: numbers that are given up are given out again, so a year is the longest.
LASTS = 365 * 24 * 3600  # seconds
# Words for ever and no module's path: with others, no browser would be known any more.
SALT = "known browser"


def remember(response: HttpResponseBase, contact: str) -> None:
    """This browser has shown that it belongs to whom `contact` (number, address) belongs to."""
    response.set_signed_cookie(
        COOKIE,
        f"{secrets.token_urlsafe(9)} {_digest(contact)}",
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def counted_as(request: HttpRequest, contact: str) -> str:
    """Under which key codes to `contact` are counted: the browser's own, or that of everybody."""
    try:
        cookie = request.get_signed_cookie(COOKIE, "", max_age=LASTS)
    except BadSignature:
        return contact
    browser, _space, digest = (cookie or "").partition(" ")
    return f"{contact} {browser}" if digest == _digest(contact) else contact


def _digest(contact: str) -> str:
    return salted_hmac(SALT, contact).hexdigest()
