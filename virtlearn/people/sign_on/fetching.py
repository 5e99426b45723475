"""Asks a provider: its discovery document, its keys, and what allauth asks of it.

All of it goes through `virtlearn.core.outbound`, and nobody waits longer than `seconds_most` for an
answer. Documents are kept for an hour in each process; where a provider is away, others are told
so for a while without asking it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.core.cache import cache
from requests.adapters import BaseAdapter

from virtlearn.core.id_token import key_find
from virtlearn.core.outbound import OutboundError, outbound_request
from virtlearn.core.refusal import RefusedError
from virtlearn.people.sign_on.core.provider import Provider
from virtlearn.people.sign_on.refusal import SignOnCode

seconds_most = 5.0
bytes_most = 256 * 1024
fresh_for = 60 * 60  # seconds; also how long a key that was withdrawn is still believed
again_after = 60  # seconds between two requests for a key whose name is unknown
away_for = 10  # seconds in which a provider that was away is not asked again
endpoints = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class OutboundAdapter(BaseAdapter):
    """Lets the library `requests` ask only what this site may ask."""

    def send(self, request: requests.PreparedRequest, **_options: Any) -> requests.Response:  # type: ignore[override]
        body = request.body.encode() if isinstance(request.body, str) else request.body
        try:
            answer = outbound_request(
                request.method or "GET",
                request.url or "",
                headers={name: str(value) for name, value in request.headers.items()},
                body=body if isinstance(body, bytes) else None,
                most=bytes_most,
                seconds=seconds_most,
            )
        except OutboundError as error:
            raise requests.ConnectionError(error.said, request=request) from error
        found = requests.Response()
        found.status_code, found._content = answer.status, answer.body
        found.headers.update(answer.headers)
        found.url, found.request = request.url or "", request
        return found

    def close(self) -> None:
        return


class OutboundSession(requests.Session):
    """Without the environment's proxies and `.netrc`; redirects are answers like others."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.headers["Accept-Encoding"] = "identity"
        for scheme in ("https://", "http://"):
            self.mount(scheme, OutboundAdapter())

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        return super().request(method, url, **{**options, "allow_redirects": False})


def document_fetch(provider: Provider, url: str) -> dict[str, Any]:
    """A JSON object. Raises RefusedError."""
    away = f"sign-on-away:{url}"
    if said := cache.get(away):
        raise RefusedError(SignOnCode.AWAY, name=provider.name, detail=said)
    headers = {"Accept": "application/json"}
    try:
        answer = outbound_request(
            "GET", url, headers=headers, most=bytes_most, seconds=seconds_most
        )
    except OutboundError as error:
        code = SignOnCode.MISSET if error.trouble == "address" else SignOnCode.AWAY
        cache.set(away, error.said, away_for)
        raise RefusedError(code, name=provider.name, detail=error.said) from error
    try:
        found = json.loads(answer.body) if answer.status == 200 else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        said = f"{url}: HTTP {answer.status}, and no JSON object"
        cache.set(away, said, away_for)
        code = SignOnCode.AWAY if answer.status >= 500 else SignOnCode.MISSET
        raise RefusedError(code, name=provider.name, detail=said)
    return found


def discovery(provider: Provider) -> Mapping[str, Any]:
    """OpenID Connect Discovery 1.0. Raises RefusedError, also where it is another issuer's."""
    kept = f"sign-on-discovery:{provider.issuer}"
    if found := cache.get(kept):
        return dict(found)
    read = document_fetch(provider, f"{provider.issuer}/.well-known/openid-configuration")
    if str(read.get("issuer")).rstrip("/") != provider.issuer:
        said = f"the issuer is {str(read.get('issuer'))[:200]}, not {provider.issuer}"
        raise RefusedError(SignOnCode.MISSET, name=provider.name, detail=said)
    for name in endpoints:
        if not isinstance(read.get(name), str):
            said = f"the discovery document has no {name}"
            raise RefusedError(SignOnCode.MISSET, name=provider.name, detail=said)
    cache.set(kept, read, fresh_for)
    return read


def key_of(provider: Provider, kid: str) -> RSAPublicKey | None:
    """The provider's key of that name, fetched anew where it is unknown. Raises RefusedError."""
    url = str(discovery(provider)["jwks_uri"])
    kept = f"sign-on-keys:{url}"
    jwks = cache.get(kept)
    key = key_find(jwks, kid)
    if key is None and (jwks is None or cache.add(f"{kept}:again", 1, again_after)):
        jwks = document_fetch(provider, url)
        cache.set(kept, jwks, fresh_for)
        key = key_find(jwks, kid)
    return key
