"""What allauth asks of us: quiet, in our words, and with secrets sealed at rest."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    def get_login_stages(self) -> list[str]:
        """None: the code has been shown already, and appointments ask for the second factor."""
        return []

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: our pages say what happened, in our words."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: our actions tell the person."""

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return render(request, "people/inactive.html", status=403)


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.phone or user.email or str(user)

    def _get_user_identifier(self, user: User) -> str:
        return self.get_totp_label(user)

    def _get_site_name(self) -> str:
        return "Sổ Camera"


def _seal() -> MultiFernet:
    """Keys from SECRET_KEY and its fallbacks, so that a rotated key still opens the old."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


def _key(secret: str) -> bytes:
    digest = hashlib.sha256(f"portal.people second factor {secret}".encode()).digest()
    return base64.urlsafe_b64encode(digest)
