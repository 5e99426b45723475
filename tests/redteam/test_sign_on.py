"""Sign-on by OpenID Connect: answers that are replayed, forged, of others, late, or lead away."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import client_of, password, user_make
from tests.sign_on_provider import Peer, code_of, user_of
from tests.signing_peer import key_make
from virtlearn.core.id_token import leeway
from virtlearn.people.models import Role, User

pytestmark = pytest.mark.django_db
callback = "/sso/school/callback/"


@pytest.fixture
def peers(db: None, settings: LazySettings) -> Iterator[tuple[Peer, Peer]]:
    settings.OUTBOUND_NETWORKS = ["127.0.0.1"]
    found = Peer("school"), Peer("other")
    settings.SSO = {each.name: each.provider() for each in found}
    yield found
    for each in found:
        each.close()


@pytest.fixture
def peer(peers: tuple[Peer, Peer]) -> Peer:
    return peers[0]


def unsigned(claims: dict[str, Any], header: dict[str, str], secret: bytes = b"") -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=")
        for each in (header, claims)
    ]
    mark = hmac.new(secret, b".".join(parts), hashlib.sha256).digest() if secret else b""
    return b".".join([*parts, base64.urlsafe_b64encode(mark).rstrip(b"=")]).decode()


def test_a_state_works_once_and_in_one_browser(peer: Peer) -> None:
    attacker, victim = Client(), Client()
    asked = peer.begin(attacker)
    token = peer.sign(peer.claims(asked))
    assert code_of(peer.back(victim, asked, token)) == "sign-on-state"
    peer.begin(victim)  # a state of another login is no help
    assert code_of(peer.back(victim, asked, token)) == "sign-on-state"
    assert user_of(victim) is None
    assert peer.back(attacker, asked, token).status_code == 302
    assert code_of(peer.back(attacker, asked, token)) == "sign-on-state"
    for state in ("", "x", asked["state"].swapcase()):
        response = Client().get(callback, {"state": state, "code": "c"})
        assert code_of(response) == "sign-on-state"


def test_a_state_is_young(peer: Peer, client: Client) -> None:
    asked = peer.begin(client)
    session = client.session
    kept = session["socialaccount_states"]
    kept[asked["state"]][1] -= 601
    session["socialaccount_states"] = kept
    session.save()
    assert code_of(peer.back(client, asked, peer.sign(peer.claims(asked)))) == "sign-on-state"


def test_a_token_answers_its_own_login(peer: Peer, client: Client) -> None:
    """A token of an earlier login, or of another client's, is no answer to this one."""
    earlier = peer.claims(peer.begin(client))
    asked = peer.begin(client)
    assert earlier["nonce"] != asked["nonce"]
    for nonce in (earlier["nonce"], None, "", ["x"]):
        asked = peer.begin(client)
        token = peer.sign(peer.claims(asked, nonce=nonce))
        assert code_of(peer.back(client, asked, token)) == "sign-on-token", nonce
    assert user_of(client) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": ["virtlearn", "somebody-else"]},
        {"aud": ["virtlearn", "somebody-else"], "azp": "somebody-else"},
        {"azp": "somebody-else"},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"exp": 1},
        {"exp": "tomorrow"},
        {"iat": None},
    ],
)
def test_a_token_of_others_is_none(peer: Peer, client: Client, wrong: dict[str, Any]) -> None:
    asked = peer.begin(client)
    claims = {name: each for name, each in (peer.claims(asked) | wrong).items() if each is not None}
    response = client.get(
        callback, {"state": asked["state"], "code": peer.code(asked, peer.sign(claims))}
    )
    assert code_of(response) == "sign-on-token"
    assert user_of(client) is None


def test_only_the_providers_key_signs(peer: Peer, client: Client) -> None:
    public = peer.keys["first"].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"typ": "JWT", "kid": "first"}

    def forged(claims: dict[str, Any]) -> list[str]:
        return [
            unsigned(claims, {**header, "alg": "none"}),
            unsigned(claims, {**header, "alg": "None"}),
            unsigned(claims, {**header, "alg": "HS256"}, pem),
            unsigned(claims, {**header, "alg": "HS256"}, b"of-the-client"),
            unsigned(claims, {**header, "alg": "RS256"}, pem),
            jwt.encode(claims, key_make(), "RS256", {"kid": "first"}),
            jwt.encode(claims, peer.keys["first"], "RS384", {"kid": "first"}),
            jwt.encode(claims, peer.keys["first"], "RS256", {"kid": "unknown"}),
        ]

    for number in range(8):
        asked = peer.begin(client)
        token = forged(peer.claims(asked))[number]
        assert code_of(peer.back(client, asked, token)) == "sign-on-token", number
    assert user_of(client) is None
    assert not User.objects.exists()


def test_a_key_that_is_rotated(peer: Peer, client: Client) -> None:
    """A new key is fetched at once, and no more than once a minute for names that nobody has."""
    peer.sign_in(client)
    peer.keys["second"], peer.kid = key_make(), "second"
    peer.sign_in(client)
    assert user_of(client)
    fetched = sum(path == "/jwks" for path, *_rest in peer.asked)
    for number in range(5):
        asked = peer.begin(client)
        token = jwt.encode(peer.claims(asked), key_make(), "RS256", {"kid": f"guess-{number}"})
        assert code_of(peer.back(client, asked, token)) == "sign-on-token"
    assert sum(path == "/jwks" for path, *_rest in peer.asked) == fetched


def test_a_key_that_was_withdrawn(peer: Peer, client: Client) -> None:
    old = peer.keys["first"]
    peer.keys, peer.kid = {"second": key_make()}, "second"
    cache.clear()  # an hour later
    asked = peer.begin(client)
    token = jwt.encode(peer.claims(asked), old, "RS256", {"kid": "first"})
    assert code_of(peer.back(client, asked, token)) == "sign-on-token"


def test_two_providers_are_not_mixed_up(peers: tuple[Peer, Peer], client: Client) -> None:
    """The answer of one at the address of the other, or in its name (RFC 9207)."""
    school, other = peers
    asked = school.begin(client)
    code = school.code(asked, school.sign(school.claims(asked)))
    sent = {"state": asked["state"], "code": code}
    assert code_of(client.get("/sso/other/callback/", sent)) == "sign-on-state"
    asked = school.begin(client)
    token = school.sign(school.claims(asked))
    assert code_of(school.back(client, asked, token, iss=other.url)) == "sign-on-token"
    school.config = {"authorization_response_iss_parameter_supported": True}
    cache.clear()
    asked = school.begin(client)
    assert code_of(school.back(client, asked, token)) == "sign-on-token"
    asked = school.begin(client)
    token = school.sign(school.claims(asked))
    assert school.back(client, asked, token, iss=school.url).status_code == 302
    # Subjects of two issuers are two people.
    stranger = Client()
    other.sign_in(stranger, email=None)
    assert user_of(stranger) not in {None, user_of(client)}


def test_a_provider_speaks_for_itself_alone(peer: Peer, client: Client) -> None:
    peer.config = {"issuer": "https://evil.example"}
    assert code_of(client.get("/en/accounts/sign-on/with/school/")) == "sign-on-misset"


def test_what_userinfo_says_of_somebody_else(peer: Peer, client: Client) -> None:
    asked = peer.begin(client)
    code = peer.code(asked, peer.sign(peer.claims(asked)), subject="somebody-else")
    response = client.get(callback, {"state": asked["state"], "code": code})
    assert code_of(response) == "sign-on-token"


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//e.x",
    ],
)
def test_nobody_is_led_away(peer: Peer, client: Client, away: str) -> None:
    asked = peer.begin(client, next=away)
    response = peer.back(client, asked, peer.sign(peer.claims(asked)), next=away)
    assert response["Location"] == "/en/"


def test_the_address_of_a_login_adds_nothing_to_it(peer: Peer, client: Client) -> None:
    given = {"scope": "admin", "auth_params": "prompt=none", "process": "connect"}
    asked = peer.begin(client, **given)
    assert "prompt" not in asked
    assert "admin" not in asked["scope"].split()
    peer.back(client, asked, peer.sign(peer.claims(asked)))
    assert user_of(client) == User.objects.get(username="ana").pk


@pytest.mark.parametrize(
    ("shift", "code"),
    [
        (leeway - 3, ""),
        (3 - leeway, ""),
        (30, "sign-on-clock-ahead"),
        (-30, "sign-on-clock-behind"),
    ],
)
def test_clocks(peer: Peer, client: Client, shift: float, code: str) -> None:
    asked = peer.begin(client)
    now = time.time() + shift
    response = peer.back(client, asked, peer.sign(peer.claims(asked, iat=now, exp=now + 300)))
    assert code_of(response) == code
    if code:
        assert " 30 s " in response.content.decode()
        assert user_of(client) is None


def test_a_session_that_was_planted_is_left(peer: Peer) -> None:
    """Its key changes at the sign-in, and before the page that asks for a password."""
    known = user_make("known")
    for email, pages in (("new@example.org", 1), ("known@example.org", 2)):
        User.objects.filter(pk=known.pk).update(email="known@example.org")
        client = Client()
        asked = peer.begin(client)
        planted = client.cookies["sessionid"].value
        token = peer.sign(peer.claims(asked, sub=email, email=email))
        peer.back(client, asked, token)
        keys = {planted, client.cookies["sessionid"].value}
        if pages == 2:
            client.post(reverse("people:sign_on_link"), {"password": password})
            keys.add(client.cookies["sessionid"].value)
        assert len(keys) == pages + 1
        thief = Client()
        thief.cookies["sessionid"] = planted
        assert user_of(thief) is None
        assert code_of(thief.get(reverse("people:sign_on_link"))) == "sign-on-link-old"


def test_no_address_opens_an_account(peer: Peer, head: User) -> None:
    """A provider that says anybody's address opens nobody's account without the password."""
    User.objects.filter(pk=head.pk).update(email="head@example.org")
    client = Client()
    peer.sign_in(client, email="HEAD@example.org")
    link = reverse("people:sign_on_link")
    guesses = [client.post(link, {"password": f"guess-{n}"}).status_code for n in range(8)]
    assert guesses.count(422) <= 5  # as at the sign-in page
    assert user_of(client) is None


def test_a_connection_is_of_who_began_it(peer: Peer, learner: User) -> None:
    """Somebody else who is signed in when the provider answers gets nothing."""
    client = client_of(learner)
    client.post(reverse("people:sign_on_mine"), {"provider": "school", "password": password})
    asked = peer.begin(client, f"{reverse('people:sign_on_connect')}?go")
    kept = client.session["socialaccount_states"]
    other = user_make("other")
    client.force_login(other)
    session = client.session
    session["socialaccount_states"] = kept
    session.save()
    response = peer.back(client, asked, peer.sign(peer.claims(asked)))
    assert code_of(response) == "sign-on-link-old"
    assert not SocialAccount.objects.exists()
    # Nor does the address alone connect anything.
    assert code_of(client.get(f"{reverse('people:sign_on_connect')}?go")) == "sign-on-link-old"


def test_a_test_shows_no_secret_and_changes_nothing(peer: Peer, head: User) -> None:
    client = client_of(head)
    asked = peer.begin(client, reverse("people:sign_on_test", args=["school"]))
    peer.user = {"groups": ["staff"], "refresh_token": "secret-1", "inner": {"api_key": "secret-2"}}
    token = peer.sign(peer.claims(asked, at_hash="secret-3", name="<b>\u202eAna</b>"))
    response = peer.back(client, asked, token)
    page = response.content.decode()
    assert response.status_code == 200
    assert "staff" in page
    assert "ana@example.org" in page
    assert "<b>" not in page
    for secret in ("secret-1", "secret-2", "secret-3", "opens-me", asked["nonce"], token):
        assert secret not in page
    assert "no-store" in response["Cache-Control"]
    assert "secret" not in json.dumps(dict(client.session.items()))
    assert "staff" not in json.dumps(dict(client.session.items()))
    assert list(User.objects.all()) == [head]
    assert user_of(client) == head.pk


def test_a_test_is_of_the_head_who_began_it(peer: Peer, head: User) -> None:
    client = client_of(head)
    asked = peer.begin(client, reverse("people:sign_on_test", args=["school"]))
    User.objects.filter(pk=head.pk).update(role=Role.LEARNER)
    response = peer.back(client, asked, peer.sign(peer.claims(asked)))
    assert response.status_code == 403
    assert b"ana@example.org" not in response.content
