"""Settings of providers: read whole, or refused in one line that names the setting."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from virtlearn.people.sign_on.config import env_only_head, env_providers
from virtlearn.people.sign_on.core.provider import ClaimValue, ClassClaim, Provider


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    secret = tmp_path / "secret"
    secret.write_text("of-the-client\n")
    for name, value in {
        "SSO": "school",
        "SSO_SCHOOL_ISSUER": "https://id.example/realms/school/",
        "SSO_SCHOOL_CLIENT_ID": "virtlearn",
        "SSO_SCHOOL_SECRET_FILE": str(secret),
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_what_is_needed_is_enough(set_up: pytest.MonkeyPatch) -> None:
    assert env_providers("SSO") == {
        "school": Provider(
            id="school",
            issuer="https://id.example/realms/school",
            client_id="virtlearn",
            secret="of-the-client",
            name="School",
        )
    }


def test_all_of_it(set_up: pytest.MonkeyPatch) -> None:
    for name, value in {
        "NAME": "Our school",
        "DOMAINS": "@School.example, b.example",
        "TEACHER_CLAIM": "groups:urn:staff",
        "CLASSES": "groups:it:24:12, year:8:13",
        "SCOPES": "profile groups",
        "CREATE": "no",
        "AUTHORITATIVE": "yes",
    }.items():
        set_up.setenv(f"SSO_SCHOOL_{name}", value)
    found = env_providers("SSO")["school"]
    assert found.name == "Our school"
    assert found.domains == ("school.example", "b.example")
    assert found.teacher == ClaimValue("groups", "urn:staff")
    assert found.classes == (
        ClassClaim(ClaimValue("groups", "it:24"), 12),
        ClassClaim(ClaimValue("year", "8"), 13),
    )
    assert found.scopes == ("openid", "profile", "groups")
    assert (found.create, found.authoritative) == (False, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSO", "School_1"),
        ("SSO", "school,school"),
        ("SSO_SCHOOL_ISSUER", ""),
        ("SSO_SCHOOL_ISSUER", "id.example"),
        ("SSO_SCHOOL_ISSUER", "https://id.example/?tenant=1"),
        ("SSO_SCHOOL_CLIENT_ID", ""),
        ("SSO_SCHOOL_SECRET_FILE", ""),
        ("SSO_SCHOOL_SECRET_FILE", "/nowhere/at-all"),
        ("SSO_SCHOOL_SECRET_FILE", "/dev/null"),
        ("SSO_SCHOOL_DOMAINS", "school"),
        ("SSO_SCHOOL_TEACHER_CLAIM", "staff"),
        ("SSO_SCHOOL_CLASSES", "groups:it-24"),
        ("SSO_SCHOOL_CREATE", "perhaps"),
    ],
)
def test_what_is_wrong_is_named(set_up: pytest.MonkeyPatch, name: str, value: str) -> None:
    set_up.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as caught:
        env_providers("SSO")
    said = str(caught.value)
    assert said.startswith(f"{name} is ")
    assert "\n" not in said
    assert "write " in said


def test_sign_on_alone_needs_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env_only_head("SSO_ONLY", {}) == ""
    monkeypatch.setenv("SSO_ONLY", "head")
    with pytest.raises(ImproperlyConfigured, match="SSO_ONLY"):
        env_only_head("SSO_ONLY", {})
