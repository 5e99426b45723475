"""The head registers platforms; their addresses are looked at, keys fetched, ours published."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jwt import PyJWKSet

from lessons.lti.keys import key_current, key_rotate, keys_published, token_sign
from lessons.models import LtiKey, LtiPlatform
from tests.lti_platform import School, site
from virtlearn.people.models import AuditEntry

pytestmark = pytest.mark.django_db
new = reverse("lessons:lti_platform_new")


def fields(school: School, **more: Any) -> dict[str, Any]:
    return {
        "name": "School",
        "issuer": school.url,
        "client_id": "tool-1",
        "deployments": "d1\n d2 \n\nd1",
        "auth_url": f"{school.url}/auth",
        "token_url": f"{school.url}/token",
        "jwks_url": f"{school.url}/jwks",
        "origins": "https://lms.example.org/path",
        "active": "on",
        **more,
    }


def test_a_platform_is_registered_and_changed(head_client: Client, school: School) -> None:
    assert head_client.post(new, fields(school)).status_code == 302
    row = LtiPlatform.objects.get()
    assert [each.deployment_id for each in row.deployments.all()] == ["d1", "d2"]
    assert row.origins == "https://lms.example.org"
    assert row.jwks == school.jwks()
    page = reverse("lessons:lti_platform", args=[row.pk])
    assert "d1\nd2" in head_client.get(page).content.decode()
    changed = fields(school, deployments="d2", name="Other", active="")
    assert head_client.post(page, changed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.active, row.deployments.count()) == ("Other", False, 1)
    assert "Other" in head_client.get(reverse("lessons:lti_platforms")).content.decode()
    assert AuditEntry.objects.filter(action="lti.platform").count() == 2


@pytest.mark.parametrize(
    ("field", "url", "said"),
    [
        ("jwks_url", "https://169.254.169.254/jwks", "lti"),
        ("token_url", "https://10.0.0.1/token", "lti"),
        ("jwks_url", "http://[::ffff:10.0.0.1]/", "lti"),
        ("auth_url", "javascript:alert(1)", "no address of a site"),
        ("auth_url", "https://a.example.org;x/", "no address of a site"),
        ("origins", "https://a.example.org 'unsafe-inline'", "no address of a site"),
        ("deployments", " \n ", "field is required"),
    ],
)
def test_addresses_of_the_inside_are_refused(
    head_client: Client, school: School, field: str, url: str, said: str
) -> None:
    answer = head_client.post(new, fields(school, **{field: url}))
    assert answer.status_code == 422
    expected = "no public address" if said == "lti" else said
    assert expected in answer.content.decode()
    assert not LtiPlatform.objects.exists()


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(404, b"", "HTTP 404"), (200, b"<html>", "no JSON"), (200, b"{}", "no key set")],
)
def test_keys_that_can_not_be_read_are_said_at_once(
    head_client: Client, school: School, status: int, body: bytes, said: str
) -> None:
    school.answers["/jwks"] = status, {}, body
    answer = head_client.post(new, fields(school))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_issuer_has_one_set_of_keys(head_client: Client, school: School) -> None:
    assert head_client.post(new, fields(school)).status_code == 302
    school.answers["/other"] = 200, {}, json.dumps(school.jwks()).encode()
    other = fields(school, client_id="tool-2", jwks_url=f"{school.url}/other")
    assert "another address of its keys" in head_client.post(new, other).content.decode()
    assert head_client.post(new, fields(school, client_id="tool-2")).status_code == 302
    assert head_client.post(new, fields(school)).status_code == 422  # there already
    assert LtiPlatform.objects.count() == 2


def test_our_keys_rotate_and_the_old_one_stays_a_while(
    client: Client, head_client: Client, settings: LazySettings
) -> None:
    signed = token_sign({"iss": "tool"})
    first = key_current()
    assert head_client.post(reverse("lessons:lti_keys")).status_code == 302
    answer = client.get("/lti/jwks/")
    assert answer["Cache-Control"] == "public, max-age=300"
    found = PyJWKSet.from_dict(answer.json())
    assert len(found.keys) == 2
    for each in answer.json()["keys"]:
        assert set(each) == {"kty", "n", "e", "kid", "use", "alg"}
    assert jwt.decode(signed, found[first.kid], ["RS256"]) == {"iss": "tool"}
    newer = token_sign({"iss": "tool"})
    kid = jwt.get_unverified_header(newer)["kid"]
    assert kid != first.kid
    assert jwt.decode(newer, found[kid], ["RS256"])
    long_ago = timezone.now() - timedelta(days=15)
    LtiKey.objects.filter(kid=kid).update(created_at=long_ago)
    LtiKey.objects.filter(pk=first.pk).update(created_at=long_ago - timedelta(days=1))
    assert [each["kid"] for each in keys_published()["keys"]] == [kid]


def test_a_copy_of_the_database_signs_nothing(settings: LazySettings) -> None:
    first = key_rotate()
    assert "PRIVATE" not in first.sealed
    settings.SECRET_KEY = "another"
    assert key_current().pk != first.pk


def test_the_configuration_has_our_addresses(client: Client) -> None:
    found = client.get("/lti/config.json").json()
    assert found["oidc_initiation_url"] == f"{site}/lti/login/"
    assert found["target_link_uri"] == f"{site}/lti/launch/"
    assert found["public_jwk_url"] == f"{site}/lti/jwks/"
    assert client.get("/lti/jwks/").status_code == 200
