"""LTI: launches that are replayed, forged, meant for others, late; and who may frame what."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from lessons.lti.platforms.fetching import again_after, fresh_for
from lessons.models import LtiIdentity, LtiPlatform, LtiUsed
from tests.conftest import client_of, user_make
from tests.lti_platform import School, claim, code_of, site
from tests.signing_peer import key_make
from virtlearn.people.models import Role, User

pytestmark = pytest.mark.django_db
launch = "/lti/launch/"


@pytest.fixture
def school(db: None, settings: LazySettings) -> Iterator[School]:
    settings.OUTBOUND_NETWORKS = ["127.0.0.1"]
    found = School()
    found.register()
    yield found
    found.close()


def nobody(client: Client) -> bool:
    return "_auth_user_id" not in client.session and "lti_pending" not in client.session


def arrived(response: Any) -> bool:
    return bool(response.status_code == 302)


def send(client: Client, state: str, token: str) -> Any:
    return client.post(launch, {"state": state, "id_token": token})


def test_a_state_works_once(school: School) -> None:
    client = Client()
    asked = school.begin(client)
    token = school.sign(school.claims(asked))
    assert arrived(send(client, asked["state"], token))
    fresh = school.sign(school.claims(asked))
    for each in (token, fresh):
        assert code_of(send(client, asked["state"], each)) == "lti-state-used"


def test_a_state_is_of_one_browser(school: School) -> None:
    """Login by another's launch: the attacker's own token, sent by the victim's browser."""
    attacker, victim = Client(), Client()
    asked = school.begin(attacker)
    token = school.sign(school.claims(asked))
    assert code_of(send(victim, asked["state"], token)) == "lti-browser"
    school.begin(victim)  # a cookie of another launch is no help
    assert code_of(send(victim, asked["state"], token)) == "lti-browser"
    assert nobody(victim)
    assert arrived(send(attacker, asked["state"], token))  # nobody has used it up


def test_a_state_is_ours_and_young(school: School) -> None:
    client = Client()
    asked = school.begin(client)
    token = school.sign(school.claims(asked))
    for forged in ("", "x", asked["state"][:-2], asked["state"].swapcase(), "a:b:c"):
        assert code_of(send(client, forged, token)) == "lti-state-unknown"
    with time_machine.travel(time.time() + 601, tick=False):
        assert code_of(send(client, asked["state"], token)) == "lti-state-old"


def test_a_nonce_answers_one_launch(school: School) -> None:
    client = Client()
    first, second = school.begin(client), school.begin(client)
    token = school.sign(school.claims(first))
    assert code_of(send(client, second["state"], token)) == "lti-token-nonce"
    assert arrived(send(client, first["state"], token))
    third = school.begin(client)
    assert code_of(send(client, third["state"], token)) == "lti-token-nonce"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"iss": "https://evil.example"}, "lti-token-issuer"),
        ({"aud": "tool-2"}, "lti-token-audience"),
        ({"aud": ["tool-1", "tool-2"], "azp": "tool-2"}, "lti-token-audience"),
        ({"nonce": "guessed"}, "lti-token-nonce"),
        ({f"{claim}deployment_id": "d2"}, "lti-deployment"),
        ({f"{claim}version": "1.1"}, "lti-version"),
        ({f"{claim}message_type": "LtiEulaRequest"}, "lti-message"),
        ({"sub": None}, "lti-anonymous"),
        ({f"{claim}target_link_uri": "https://evil.example/"}, "lti-target-foreign"),
        ({f"{claim}target_link_uri": f"{site}.evil.example/"}, "lti-target-foreign"),
        ({f"{claim}target_link_uri": f"{site}@evil.example/"}, "lti-target-foreign"),
    ],
)
def test_what_is_not_meant_for_us_is_refused(
    school: School, more: dict[str, Any], code: str
) -> None:
    client = Client()
    assert code_of(school.launch(client, **more)) == code
    assert nobody(client)
    assert not User.objects.exists()


def test_algorithms_are_not_the_tokens_choice(school: School) -> None:
    client = Client()
    public = school.keys["first"].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    secret = base64.urlsafe_b64encode(pem).decode()

    def hs256(claims: dict[str, Any]) -> str:
        """Signed by the public key as if that were a secret; PyJWT itself refuses to do so."""

        def part(value: object) -> bytes:
            return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

        head = part({"alg": "HS256", "kid": "first", "typ": "JWT"}) + b"." + part(claims)
        mac = hmac.new(pem, head, hashlib.sha256).digest()
        return (head + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()

    for forge in (
        lambda claims: jwt.encode(claims, None, "none", {"kid": "first"}),  # type: ignore[arg-type]
        lambda claims: jwt.encode(claims, secret, "HS256", {"kid": "first"}),
        hs256,
    ):
        asked = school.begin(client)
        answer = send(client, asked["state"], forge(school.claims(asked)))
        assert code_of(answer) == "lti-token-algorithm"
    assert nobody(client)


def test_a_key_comes_from_the_platform_and_not_from_the_token(school: School) -> None:
    client = Client()
    own = key_make()
    evil = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(own.public_key()))
    for headers in (
        {"kid": "first"},
        {"kid": "first", "jwk": evil},
        {"kid": "first", "jku": "https://evil.example/jwks"},
        {"kid": "first", "x5u": "https://evil.example/x"},
    ):
        asked = school.begin(client)
        token = jwt.encode(school.claims(asked), own, "RS256", headers)
        assert code_of(send(client, asked["state"], token)) == "lti-token-signature"
    tampered = school.begin(client)
    head, body, mark = school.sign(school.claims(tampered)).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["sub"] = "the-teacher"
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    answer = send(client, tampered["state"], f"{head}.{changed}.{mark}")
    assert code_of(answer) == "lti-token-signature"


def test_a_platform_speaks_for_itself_alone(school: School, settings: LazySettings) -> None:
    """Another registered platform signs a token with the first one's issuer and subject."""
    other = School()
    try:
        other.register(name="Other", client_id="tool-1")
        client = Client()
        asked = other.begin(client)
        token = other.sign(other.claims(asked, iss=school.url))
        assert code_of(send(client, asked["state"], token)) == "lti-token-issuer"
        asked = other.begin(client)
        token = school.sign(school.claims(asked))
        assert code_of(send(client, asked["state"], token)) == "lti-token-signature"
        user = user_make("ana")
        LtiIdentity.objects.create(issuer=school.url, subject="u-1", user=user)
        assert arrived(other.launch(client))
        assert client.session.get("_auth_user_id") is None  # the same subject of another issuer
    finally:
        other.close()


def test_a_key_is_rotated_in_the_middle(school: School) -> None:
    client = Client()
    assert arrived(school.launch(client))
    fetched = len(school.asked)
    asked = school.begin(client)
    school.keys["second"] = key_make()
    school.kid = "second"
    # Keys were fetched a moment ago: the new one's name is asked for after five minutes.
    late = time.time() + again_after.total_seconds() + 5
    with time_machine.travel(late, tick=True):
        token = school.sign(school.claims(asked, iat=int(late)))
        assert arrived(send(client, asked["state"], token))
        assert len(school.asked) == fetched + 1
        for _each in range(5):
            assert code_of(made_up_key(school, client)) == "lti-token-key"
        assert len(school.asked) == fetched + 1  # nobody makes this site ask all the time
    del school.keys["first"]
    school.kid = "first"
    later = late + fresh_for.total_seconds() + 5
    school.keys["first"] = key_make()
    with time_machine.travel(later, tick=True):
        assert arrived(school.launch(client))  # the same name, another key


def made_up_key(school: School, client: Client) -> Any:
    asked = school.begin(client)
    claims = school.claims(asked, iat=int(time.time()), exp=int(time.time()) + 60)
    return send(client, asked["state"], jwt.encode(claims, key_make(), "RS256", {"kid": "x"}))


def test_keys_that_can_not_be_fetched_now_are_good_as_they_were(school: School) -> None:
    client = Client()
    assert arrived(school.launch(client))
    school.answers["/jwks"] = 500, {}, b""
    later = time.time() + fresh_for.total_seconds() + 5
    with time_machine.travel(later, tick=True):
        assert arrived(school.launch(client))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(3, ""), (-3, ""), (30, "lti-clock-ahead"), (-90, "lti-clock-behind")],
)
def test_clocks_differ(school: School, seconds: int, code: str) -> None:
    client = Client()
    now = int(time.time()) + seconds
    answer = school.launch(client, iat=now, exp=now + 300)
    assert code_of(answer) == code
    assert arrived(answer) == (code == "")
    if code:
        text = answer.content.decode()
        told = [
            each for each in range(abs(seconds) - 2, abs(seconds) + 3) if f" {each} sec" in text
        ]
        assert told


def test_a_token_that_ran_out_is_said_so(school: School) -> None:
    client = Client()
    asked = school.begin(client)
    token = school.sign(school.claims(asked))
    with time_machine.travel(time.time() + 360, tick=False):
        assert code_of(send(client, asked["state"], token)) == "lti-token-expired"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example/",
        f"{site}.evil.example/",
        f"{site}:80@evil.example/",
        "http://testserver",
        "javascript:alert(1)",
    ],
)
def test_no_launch_leads_away(school: School, target: str) -> None:
    client = Client()
    given = {"iss": school.url, "login_hint": "h", "target_link_uri": target}
    answer = client.get("/lti/login/", given)
    if target == "http://testserver":
        assert answer["Location"].startswith(f"{school.url}/auth?")
        return
    assert code_of(answer) == "lti-target-foreign"
    custom = {f"{claim}custom": {"target": target or "x"}}
    client.post(reverse("lessons:lti_welcome"), {"who": "new"})
    answer = school.launch(client, **custom)
    if arrived(answer):
        answer = client.post(answer["Location"], {"who": "new"})
    assert code_of(answer) == "lti-target-gone"


def test_who_asks_for_a_login_is_sent_to_registered_platforms_alone(school: School) -> None:
    client = Client()
    link = {"login_hint": "h", "target_link_uri": f"{site}/"}
    for issuer in ("https://evil.example", "<script>alert(1)</script>", "\x00"):
        answer = client.get("/lti/login/", {"iss": issuer, **link})
        assert code_of(answer) == "lti-no-platform"
        assert b"<script>alert" not in answer.content
    assert code_of(client.get("/lti/login/", link)) == "lti-login-incomplete"
    LtiPlatform.objects.update(active=False)
    answer = client.get("/lti/login/", {"iss": school.url, **link})
    assert code_of(answer) == "lti-platform-off"


def test_a_platform_that_is_turned_off_meanwhile_lets_nobody_in(school: School) -> None:
    client = Client()
    asked = school.begin(client)
    token = school.sign(school.claims(asked))
    LtiPlatform.objects.update(active=False)
    assert code_of(send(client, asked["state"], token)) == "lti-platform-off"


def test_asking_for_logins_fills_no_table(school: School) -> None:
    client = Client()
    for _each in range(20):
        school.begin(client)
    assert LtiUsed.objects.count() == 0
    school.launch(client)
    assert LtiUsed.objects.count() == 1
    with time_machine.travel(time.time() + timedelta(hours=1).total_seconds(), tick=True):
        school.launch(client)
        assert LtiUsed.objects.count() == 1


def test_a_planted_session_is_worth_nothing(school: School) -> None:
    """The attacker knows the session that the victim's browser has before the launch."""
    attacker = Client()
    attacker.get(reverse("account_login"))
    session = attacker.session
    session["planted"] = "yes"
    session.save()
    victim = Client()
    victim.cookies["sessionid"] = str(session.session_key)
    attacker.cookies["sessionid"] = str(session.session_key)
    answer = school.launch(victim)
    assert answer["Location"] == reverse("lessons:lti_welcome")
    assert victim.session.session_key != session.session_key
    assert code_of(attacker.get(answer["Location"])) == "lti-ticket"
    victim.post(answer["Location"], {"who": "new"})
    assert nobody(attacker)


def test_a_launch_that_was_left_lying_is_nobody_elses(school: School) -> None:
    """On a computer that others use: who sits there an hour later is not who came."""
    client = Client()
    answer = school.launch(client)
    with time_machine.travel(time.time() + 31 * 60, tick=True):
        for who in ("new", "mine"):
            assert code_of(client.post(answer["Location"], {"who": who})) == "lti-ticket"
    assert not User.objects.exists()
    assert arrived(client.post(answer["Location"], {"who": "new"}))


def test_what_a_platform_says_is_text(school: School) -> None:
    client = Client()
    name = "<script>alert(1)</script>\u202e"
    context = {f"{claim}context": {"id": "c", "title": name}}
    answer = school.launch(client, name=name, given_name=name, **context)
    text = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in text
    assert "\u202e" not in text
    client.post(answer["Location"], {"who": "new"})
    user = User.objects.get()
    assert user.username == "scriptalert1script"
    error = {"state": school.begin(client)["state"], "error_description": name}
    text = client.post(launch, error).content.decode()
    assert 'data-code="lti-refused-there"' in text
    assert "<script>alert" not in text


def test_error_pages_are_framed_by_their_platform_alone(school: School) -> None:
    client = Client()
    answer = school.launch(client, aud="x")
    policy = answer["Content-Security-Policy"]
    assert policy.count("frame-ancestors") == 1
    assert f"frame-ancestors {school.url};" in f"{policy};"
    assert "script-src 'self';" in policy
    unknown = client.post(launch, {"state": "x"})
    assert "frame-ancestors 'none'" in unknown["Content-Security-Policy"]


def test_a_launch_never_opens_a_heads_account(school: School) -> None:
    head = user_make("head", Role.HEAD)
    client = client_of(head)
    LtiIdentity.objects.create(issuer=school.url, subject="u-1", user=head)
    assert code_of(school.launch(client)) == "lti-head"
    school.launch(client, sub="u-2")
    client.force_login(head)
    session = client.session
    session["lti_pending"] = None
    session.save()
    assert code_of(client.post(reverse("lessons:lti_welcome"), {"who": "mine"})) == "lti-ticket"
    assert LtiIdentity.objects.count() == 1
