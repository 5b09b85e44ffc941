"""A passkey in software, for tests without a browser; it behaves like a device that has verified its user."""

import json
import os
from hashlib import sha256
from typing import TypedDict

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

Flag = AuthenticatorData.FLAG
PRESENT_AND_VERIFIED = Flag.UP | Flag.UV


class Account(TypedDict):
    """The user in the options for a new key."""

    id: str


class PublicKey(TypedDict):
    """The parts of the options that are needed here."""

    challenge: str
    user: Account


class Options(TypedDict):
    """The options that the portal sends for making or using a key."""

    publicKey: PublicKey


class SoftKey:
    """A key pair of one user on one portal."""

    def __init__(self, host: str = "localhost", origin: str = "") -> None:
        self.host, self.origin = host, origin or f"http://{host}"
        self.private, self.id, self.user_handle = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), ""

    def make(self, options: Options) -> str:
        """Return what a browser sends after the key is created."""
        self.user_handle = options["publicKey"]["user"]["id"]
        public = ES256.from_cryptography_key(self.private.public_key())
        data = AttestedCredentialData.create(bytes(16), self.id, public)
        attestation = AttestationObject.create("none", self._data(PRESENT_AND_VERIFIED | Flag.AT, data), {})
        client = self._client(CollectedClientData.TYPE.CREATE, options)
        response = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(attestation)}
        return self._sent(response, {"credProps": {"rk": True}})

    def use(self, options: Options) -> str:
        """Return what a browser sends after the key is used."""
        client, data = self._client(CollectedClientData.TYPE.GET, options), self._data(PRESENT_AND_VERIFIED)
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.user_handle,
        }
        return self._sent(response, {})

    def _data(self, flags: Flag, credential: bytes = b"") -> AuthenticatorData:
        data: AuthenticatorData = AuthenticatorData.create(sha256(self.host.encode()).digest(), flags, 0, credential)
        return data

    def _client(self, kind: str, options: Options) -> CollectedClientData:
        return CollectedClientData.create(kind, options["publicKey"]["challenge"], self.origin)

    def _sent(self, response: dict[str, str], extensions: dict[str, object]) -> str:
        number = websafe_encode(self.id)
        sent = {"id": number, "rawId": number, "type": "public-key", "response": response}
        return json.dumps(sent | {"clientExtensionResults": extensions})
