"""What providers and platforms of tests share: keys, signed tokens, answers over HTTP."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Claims = dict[str, Any]


def key_make(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


class SigningPeer:
    """`keys` are its keys by their names; it signs with the one that `kid` names."""

    server: ThreadingHTTPServer
    url: str

    def __init__(self) -> None:
        self.keys = {"first": key_make()}
        self.kid = "first"

    def serve(self, handler: type[BaseHTTPRequestHandler]) -> None:
        """Answers at `url` from here on, until `close`."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def jwks(self) -> Claims:
        keys = []
        for kid, key in self.keys.items():
            public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
            keys.append({**public, "kid": kid, "use": "sig", "alg": "RS256"})
        return {"keys": keys}

    def sign(self, claims: Claims, **headers: Any) -> str:
        kid = headers.get("kid", self.kid)
        return jwt.encode(claims, self.keys[kid], "RS256", {"kid": kid, **headers})
