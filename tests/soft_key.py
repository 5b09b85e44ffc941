"""A passkey made of Python, for tests without a browser: it answers as a device that knows its owner does."""

import json
import os
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

Flag = AuthenticatorData.FLAG
PRESENT_AND_KNOWN = Flag.UP | Flag.UV


class SoftKey:
    """One key pair, kept for one person on one portal."""

    def __init__(self, host: str = "localhost", origin: str = "") -> None:
        self.host, self.origin = host, origin or f"http://{host}"
        self.private, self.id, self.user_handle = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), ""

    def make(self, options: dict[str, Any]) -> str:
        """Return what a browser sends once the key is made."""
        self.user_handle = options["publicKey"]["user"]["id"]
        public = ES256.from_cryptography_key(self.private.public_key())
        data = AttestedCredentialData.create(bytes(16), self.id, public)
        told = AttestationObject.create("none", self._data(PRESENT_AND_KNOWN | Flag.AT, data), {})
        client = self._client(CollectedClientData.TYPE.CREATE, options)
        response = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(told)}
        return self._sent(response, {"credProps": {"rk": True}})

    def use(self, options: dict[str, Any]) -> str:
        """Return what a browser sends once the key is used."""
        client, data = self._client(CollectedClientData.TYPE.GET, options), self._data(PRESENT_AND_KNOWN)
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.user_handle,
        }
        return self._sent(response, {})

    def _data(self, flags: Flag, credential: bytes = b"") -> AuthenticatorData:
        made: AuthenticatorData = AuthenticatorData.create(sha256(self.host.encode()).digest(), flags, 0, credential)
        return made

    def _client(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, options["publicKey"]["challenge"], self.origin)

    def _sent(self, response: dict[str, str], extensions: dict[str, Any]) -> str:
        number = websafe_encode(self.id)
        sent = {"id": number, "rawId": number, "type": "public-key", "response": response}
        return json.dumps(sent | {"clientExtensionResults": extensions})
