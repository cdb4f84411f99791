"""Who there is: known by a number or an address, named as they say."""

import secrets
import unicodedata
import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from portal.personal_data import CONSENT, SECURITY, WITH_ACCOUNT, Personal

HONORIFICS = [("bà", _("Mrs")), ("ông", _("Mr"))]


def new_session_stamp() -> str:
    return secrets.token_urlsafe(16)


def tidy_name(name: str) -> str:
    """Composed letters and single spaces, so that the same name is the same text."""
    return " ".join(unicodedata.normalize("NFC", name).split())


class UserManager(BaseUserManager["User"]):
    def with_phone(self, phone: str) -> "User | None":
        """`phone` in E.164, as `portal.people.phones.to_e164` gives it."""
        return self.filter(phone=phone).first()


class User(AbstractBaseUser):
    """A person. Known by a phone number or an e-mail address; there is no password."""

    # Django's base class has one; here the column does not exist.
    password = None  # type: ignore[assignment]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    phone = models.CharField(_("phone"), max_length=16, null=True, blank=True, unique=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    full_name = models.CharField(_("full name"), max_length=80, blank=True)
    honorific = models.CharField(
        _("form of address"),
        max_length=8,
        blank=True,
        choices=HONORIFICS,
    )
    language = models.CharField(_("language"), max_length=8, default="vi")
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)
    session_stamp = models.CharField(max_length=32, default=new_session_stamp, editable=False)

    personal = {
        "phone": Personal("signing in, being told", CONSENT, WITH_ACCOUNT),
        "email": Personal("signing in, being told", CONSENT, WITH_ACCOUNT),
        "full_name": Personal("being addressed", CONSENT, WITH_ACCOUNT),
        "honorific": Personal("being addressed", CONSENT, WITH_ACCOUNT),
        "language": Personal("being told in one's language", CONSENT, WITH_ACCOUNT),
        "last_login": Personal("knowing whom an appointment has reached", SECURITY, WITH_ACCOUNT),
    }
    impersonal = "is_active date_joined session_stamp"

    objects = UserManager()

    USERNAME_FIELD = "public_id"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="user_is_reached_by_phone_or_email",
                condition=Q(phone__isnull=False) | Q(email__isnull=False) | Q(is_active=False),
            ),
            models.CheckConstraint(
                name="user_phone_is_written_in_e164",
                condition=Q(phone=None) | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
            ),
            models.CheckConstraint(
                name="user_email_is_in_lower_case",
                condition=Q(email=None) | Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="user_honorific_is_known", condition=Q(honorific__in=["", "bà", "ông"])
            ),
            models.CheckConstraint(
                name="user_language_is_spoken_here", condition=Q(language__in=["vi", "en"])
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.phone or self.email or str(self.public_id)

    @property
    def address_name(self) -> str:
        """How one speaks to the person: "bà Hạnh", or the name as far as it is known."""
        given = self.full_name.split()[-1:] or [""]
        return f"{self.honorific} {given[0]}".strip()

    @property
    def polite_name(self) -> str:
        """How a letter speaks to the person, who may not have said whether bà or ông."""
        name = self.address_name
        if self.honorific or not name:
            return name
        return pgettext("who has not said: bà or ông", "%(name)s") % {"name": name}

    def get_session_auth_hash(self) -> str:
        """Changes with the stamp, so a new stamp ends every session of the person."""
        return salted_hmac(
            "portal.people.session", self.session_stamp, algorithm="sha256"
        ).hexdigest()

    def get_session_auth_fallback_hash(self) -> "Any":
        return iter(())

    def has_usable_password(self) -> bool:
        return False

    def check_password(self, raw_password: str | None) -> bool:
        return False

    def set_password(self, raw_password: str | None) -> None:
        raise NotImplementedError("Nobody has a password here.")

    def set_unusable_password(self) -> None:
        """Nothing to do: nobody has a password here."""
