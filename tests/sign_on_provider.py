"""An OpenID Connect provider for tests, which signs what it is told to, and answers over HTTP.

The one that others have certified is npm's oidc-provider (tests/e2e/test_sign_on.py); this one can
also be wrong.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from django.test import Client

from tests.signing_peer import Claims, SigningPeer
from virtlearn.people.sign_on.core.provider import Provider


class Peer(SigningPeer):
    """`wait` is how many seconds its answers take; `tokens` maps a code to the id_token that it is
    exchanged for; `asked` has what came in: path, headers, form."""

    def __init__(self, name: str = "school") -> None:
        super().__init__()
        self.name, self.wait = name, 0.0
        self.tokens: dict[str, str] = {}
        self.challenges: dict[str, str] = {}
        self.user: Claims = {}
        self.config: Claims = {}
        self.asked: list[tuple[str, Claims, Claims]] = []
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                time.sleep(peer.wait)
                length = int(self.headers.get("Content-Length") or 0)
                form = parse_qs(self.rfile.read(length).decode())
                path = urlsplit(self.path).path
                peer.asked.append((path, dict(self.headers.items()), form))
                status, found = peer.answer(path, {name: each[0] for name, each in form.items()})
                text = json.dumps(found).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_args: object) -> None: ...

        self.serve(Handler)

    def provider(self, **more: Any) -> Provider:
        given = {
            "id": self.name,
            "issuer": self.url,
            "client_id": "virtlearn",
            "secret": "of-the-client",
            "name": self.name.capitalize(),
            **more,
        }
        return Provider(**given)

    def answer(self, path: str, form: Claims) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/auth",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "userinfo_endpoint": f"{self.url}/me",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                **self.config,
            }
        if path == "/jwks":
            return 200, self.jwks()
        if path == "/token":
            code = form["code"]
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if code not in self.tokens or self.challenges[code] != proof:
                return 400, {"error": "invalid_grant"}
            return 200, {
                "access_token": "opens-me",
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": self.tokens.pop(code),
            }
        if path == "/me":
            return 200, self.user
        return 404, {}

    def begin(self, client: Client, path: str = "", **query: str) -> Claims:
        """What a browser is told to ask this provider."""
        url = path or f"/en/accounts/sign-on/with/{self.name}/"
        response = client.get(url, query)
        assert response.status_code == 302, response.content.decode()
        assert response["Location"].startswith(f"{self.url}/auth?")
        asked = parse_qs(urlsplit(response["Location"]).query)
        return {name: values[0] for name, values in asked.items()}

    def claims(self, asked: Claims, **more: Any) -> Claims:
        now = int(time.time())
        given = {
            "iss": self.url,
            "sub": "u-1",
            "aud": asked["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "preferred_username": "ana",
            "given_name": "Ana",
            "family_name": "Ruiz",
            "email": "ana@example.org",
            "email_verified": True,
            **more,
        }
        return {name: value for name, value in given.items() if value is not None}

    def code(self, asked: Claims, token: str, subject: str = "u-1") -> str:
        code = f"code-{len(self.asked)}-{len(self.tokens)}"
        self.tokens[code], self.challenges[code] = token, asked["code_challenge"]
        self.user = {"sub": subject, **{k: v for k, v in self.user.items() if k != "sub"}}
        return code

    def back(self, client: Client, asked: Claims, token: str, **more: str) -> Any:
        """The browser comes back; `token` is what its code is exchanged for."""
        subject = jwt.decode(token, options={"verify_signature": False}).get("sub", "")
        sent = {"state": asked["state"], "code": self.code(asked, token, str(subject)), **more}
        return client.get(f"/sso/{self.name}/callback/", sent)

    def sign_in(self, client: Client, path: str = "", /, **more: Any) -> Any:
        asked = self.begin(client, path)
        return self.back(client, asked, self.sign(self.claims(asked, **more)))


def code_of(response: Any) -> str:
    """The code of the refusal that a page says."""
    found = re.search(r'data-code="(sign-on-[a-z-]+)"', response.content.decode())
    return found[1] if found else ""


def user_of(client: Client) -> int | None:
    """The number of the account that is signed in."""
    found = client.session.get("_auth_user_id")
    return int(found) if found else None
