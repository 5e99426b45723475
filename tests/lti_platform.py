"""A learning platform for tests: it signs what it is told to, and answers over HTTP.

It knows nothing of `lessons.lti`: names are written as the specifications have them.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from lessons.models import LtiDeployment, LtiPlatform
from tests.signing_peer import Claims, SigningPeer

claim = "https://purl.imsglobal.org/spec/lti/claim/"
member = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
learner, instructor = f"{member}Learner", f"{member}Instructor"
site = "http://testserver"


class School(SigningPeer):
    """A platform with one registration here. `answers` maps an HTTP path to status, headers, body;
    `asked` is what was asked of it: method, path, headers, body."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        # By the userId of a score: what becomes of it.
        self.scores: dict[str, tuple[int, dict[str, str], bytes]] = {}
        # By path: what a browser gets, made of the query of what it asked.
        self.pages: dict[str, Callable[[Claims], str]] = {}
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        school = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                school.asked.append((self.command, self.path, dict(self.headers.items()), body))
                path = urlsplit(self.path).path
                if path in school.pages:
                    self.page(school.pages[path], body)
                    return
                status, headers, text = school.answer(path)
                if path.endswith("/scores"):
                    user = json.loads(body)["userId"]
                    status, headers, text = school.scores.get(user, (200, {}, b""))
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(text))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            def page(self, make: Callable[[Claims], str], body: bytes) -> None:
                given = parse_qs(urlsplit(self.path).query) | parse_qs(body.decode())
                text = make({name: values[0] for name, values in given.items()}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_args: object) -> None: ...

        self.serve(Handler)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path in self.answers:
            return self.answers[path]
        if path == "/jwks":
            return 200, {}, json.dumps(self.jwks()).encode()
        if path == "/token":
            return 200, {}, b'{"access_token": "t", "expires_in": 3600, "token_type": "bearer"}'
        return 404, {}, b"nothing here"

    def register(self, **fields: Any) -> LtiPlatform:
        given = {
            "name": "School",
            "issuer": self.url,
            "client_id": "tool-1",
            "auth_url": f"{self.url}/auth",
            "token_url": f"{self.url}/token",
            "jwks_url": f"{self.url}/jwks",
            **fields,
        }
        row = LtiPlatform.objects.create(**given)
        LtiDeployment.objects.create(platform=row, deployment_id="d1")
        return row

    def begin(
        self, client: Client, headers: dict[str, str] | None = None, /, **more: str
    ) -> Claims:
        """The login; what this site asks the platform, by its own address."""
        given = {
            "iss": self.url,
            "login_hint": "hint",
            "target_link_uri": f"{site}/lti/launch/",
            "client_id": "tool-1",
            **more,
        }
        response = client.post("/lti/login/", given, headers=headers or {})
        assert response.status_code == 302, response.content.decode()
        asked = parse_qs(urlsplit(response["Location"]).query)
        return {name: values[0] for name, values in asked.items()}

    def claims(self, asked: Claims, **more: Any) -> Claims:
        now = int(time.time())
        given = {
            "iss": self.url,
            "sub": "u-1",
            "aud": "tool-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "name": "Ana Ruiz",
            "given_name": "Ana",
            "family_name": "Ruiz",
            f"{claim}version": "1.3.0",
            f"{claim}message_type": "LtiResourceLinkRequest",
            f"{claim}deployment_id": "d1",
            f"{claim}target_link_uri": f"{site}/lti/launch/",
            f"{claim}resource_link": {"id": "l-1", "title": "Week one"},
            f"{claim}roles": [learner],
            f"{claim}context": {"id": "c-1", "title": "Networks"},
            **more,
        }
        return {name: value for name, value in given.items() if value is not None}

    def launch(self, client: Client, headers: dict[str, str] | None = None, /, **more: Any) -> Any:
        """Login and launch, as a browser goes through them."""
        asked = self.begin(client, headers)
        sent = {"state": asked["state"], "id_token": self.sign(self.claims(asked, **more))}
        return client.post("/lti/launch/", sent, headers=headers or {})


def code_of(response: Any) -> str:
    """The code of the refusal that a page says."""
    found = re.search(r'data-code="(lti-[a-z-]+)"', response.content.decode())
    return found[1] if found else ""
