"""A passkey in software: what a phone answers when it makes one and when it shows it."""

import hashlib
import json
from base64 import urlsafe_b64encode
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
)

PRESENT_AND_VERIFIED = 0x05
WITH_KEY = 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


class Passkey:
    def __init__(self, origin: str = "https://testserver") -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = token_bytes(16)
        self.counter = 0

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["publicKey"]
        named = AttestedCredentialData.create(
            Aaguid.NONE, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        where = self._where(asked["rp"]["id"], PRESENT_AND_VERIFIED | WITH_KEY, named)
        said = self._client_data("webauthn.create", asked["challenge"])
        made = AttestationObject.create("none", where, {})
        return self._answer(clientDataJSON=said, attestationObject=bytes(made))

    def show(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["publicKey"]
        where = self._where(asked["rpId"], PRESENT_AND_VERIFIED, b"")
        said = self._client_data("webauthn.get", asked["challenge"])
        signed = self.key.sign(
            bytes(where) + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(clientDataJSON=said, authenticatorData=bytes(where), signature=signed)

    def _where(self, rp_id: str, flags: int, named: bytes) -> AuthenticatorData:
        self.counter += 1
        rp_hash = hashlib.sha256(rp_id.encode()).digest()
        made: AuthenticatorData = AuthenticatorData.create(
            rp_hash, AuthenticatorData.FLAG(flags), self.counter, named
        )
        return made

    def _client_data(self, kind: str, challenge: str) -> bytes:
        client_data = {
            "type": kind,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(client_data).encode()

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        return {
            "id": text(self.id),
            "rawId": text(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: text(part) for name, part in parts.items()},
        }
