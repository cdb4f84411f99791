"""The address an owner is sent. It is made from the portal's key, and only its hash is stored."""

import base64
import hashlib

from django.utils.crypto import salted_hmac

from requests.asking.models import Ask

# Words for ever and no module's path: with others, every link that was sent would be dead.
SALT = "link to an ask"


def token_of(ask: Ask) -> str:
    """22 characters that only the portal can make: 128 bits, the same each time."""
    digest = salted_hmac(SALT, str(ask.public_id), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
