"""The portal's Ed25519 key: it signs journal roots and the manifests of exports."""

import os
import re
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PUBLIC_KEY = re.compile(r"-----BEGIN PUBLIC KEY-----\n.*?\n-----END PUBLIC KEY-----", re.DOTALL)


def sign(message: bytes) -> bytes:
    """The 64-byte Ed25519 signature of `message`."""
    return _key().sign(message)


def public_key_pem() -> str:
    """The public half, in PEM, as `openssl pkeyutl -pubin` reads it."""
    pem = _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def trusted_keys() -> set[str]:
    """In PEM, the present public key and those the operator says the portal signed with before.

    They come from files, so that who rewrites the database cannot write a key into it too.
    """
    return {public_key_pem(), *_former_keys()}


def refuse_unreadable_keys() -> None:
    """Raises ImproperlyConfigured if a file of keys is there and is none; makes no key."""
    if Path(settings.SIGNING_KEY_FILE).exists():
        _key()
    _former_keys()


def _former_keys() -> set[str]:
    path = Path(settings.FORMER_KEYS_FILE)
    try:
        text = path.read_text() if path.exists() else ""
    except (OSError, ValueError) as fault:
        raise ImproperlyConfigured(f"FORMER_KEYS_FILE cannot be read: {fault}.") from fault
    if PUBLIC_KEY.sub("", text).strip():
        raise ImproperlyConfigured("FORMER_KEYS_FILE must hold public keys in PEM, nothing else.")
    return {f"{key}\n" for key in PUBLIC_KEY.findall(text)}


def verify(public_key: str, signature: bytes, message: bytes) -> bool:
    key = load_pem_public_key(public_key.encode())
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


@cache
def _key() -> Ed25519PrivateKey:
    path = Path(settings.SIGNING_KEY_FILE)
    if not path.exists():
        _make(path)
    key = _read(path)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(
            "SIGNING_KEY_FILE must hold an Ed25519 private key in PEM without a password."
        )
    return key


def _read(path: Path) -> object:
    try:
        return load_pem_private_key(path.read_bytes(), password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm):  # TypeError: it has a password
        return None
    except OSError as fault:
        raise ImproperlyConfigured(f"SIGNING_KEY_FILE cannot be read: {fault}.") from fault


def _make(path: Path) -> None:
    """Write a new key; of two processes starting at once, the second keeps the first's."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
