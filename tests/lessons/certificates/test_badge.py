"""Badges of certificates, judged by somebody else's verifier of Open Badges 3.0."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from openbadgeslib.ob3.credential import OpenBadgeCredential
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from lessons.certificates.badge.keys import issuer_did
from lessons.certificates.badge.status_list import bits, list_encode, place_of
from lessons.models import Certificate
from tests.lessons.certificates.test_views import class_join, everything, issue, learn, take
from tests.lessons.pages import text_at
from virtlearn.people.models import User


@pytest.fixture
def issued(course: str, learner: User, learner_client: Client, settings: LazySettings) -> str:
    """The address of a certificate with a name and a test."""
    settings.SITE_URL = "https://learn.example.org"
    learn(learner_client)
    take(learner, "end", 1.0, 0.5)
    return issue(learner_client, name="王小明 & <Ada>", **everything)


def token_of(client: Client, address: str, language: str = "en") -> str:
    response = client.get(f"{address}badge/?form=jwt&language={language}")
    assert response["Content-Type"] == "application/vc+jwt"
    return response.content.decode()


def verify(token: str, did: str, **options: Any) -> OpenBadgeCredential:
    return OB3Verifier.for_issuer_did(did).verify(token, **options)


def test_it_verifies_without_a_network(issued: str, client: Client, settings: LazySettings) -> None:
    did = issuer_did(settings.SECRET_KEY)
    assert did in text_at(client, issued)

    credential = verify(token_of(client, issued), did)

    assert credential.issuer.id == did
    assert credential.issuer.name == "VirtLearn, learn.example.org"
    assert credential.recipient_id == f"https://learn.example.org{issued}#learner"
    assert [each.identity_hash for each in credential.identifiers] == ["王小明 & <Ada>"]
    assert credential.achievement.name == "A small course"
    told = credential.achievement.criteria_narrative or ""
    assert "- 1 of 2 lessons read\n" in told
    assert "Test at the end: 75 percent of the points, 1 of 2 questions right" in told
    assert [each.value for each in credential.results] == ["75"]


def test_it_names_the_class_and_its_name_is_no_markup(
    course: str,
    learner: User,
    learner_client: Client,
    client: Client,
    settings: LazySettings,
) -> None:
    learn(learner_client)
    class_join(learner, "Networks [1A](https://example.org) *best*", 1)
    did = issuer_did(settings.SECRET_KEY)
    named = verify(token_of(client, issue(learner_client, **everything)), did)
    told = named.achievement.criteria_narrative or ""
    assert told.startswith(
        "- Taken in the class “Networks \\[1A\\](https://example.org) \\*best\\*”\n- 1 of 2"
    )
    unnamed = verify(token_of(client, issue(learner_client, lessons="on")), did)
    assert unnamed.achievement.criteria_narrative == "- 1 of 2 lessons read"


def test_the_picture_carries_it(issued: str, client: Client, settings: LazySettings) -> None:
    response = client.get(f"{issued}badge/")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"].startswith("attachment")
    token = OB3Verifier.extract_token_from_svg(response.content)
    assert verify(token, issuer_did(settings.SECRET_KEY)).achievement.name == "A small course"
    assert "王小明 &amp; &lt;Ada&gt;" in response.content.decode()


def test_each_language_is_a_credential_of_its_own(issued: str, client: Client) -> None:
    texts = {token_of(client, issued, language) for language in ("en", "es")}
    assert len(texts) == 2
    assert token_of(client, issued, "xx") == token_of(client, issued, "en")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_that_was_changed_does_not(
    issued: str, client: Client, settings: LazySettings, part: int
) -> None:
    pieces = token_of(client, issued).split(".")
    middle = len(pieces[part]) // 2
    other = "A" if pieces[part][middle] != "A" else "B"
    pieces[part] = pieces[part][:middle] + other + pieces[part][middle + 1 :]
    with pytest.raises(OB3VerificationError):
        verify(".".join(pieces), issuer_did(settings.SECRET_KEY))


def test_another_site_cannot_issue_in_this_ones_name(
    issued: str, client: Client, settings: LazySettings
) -> None:
    did = issuer_did(settings.SECRET_KEY)
    with pytest.raises(OB3VerificationError):
        verify(token_of(client, issued), issuer_did("somebody else's secret"))
    settings.SECRET_KEY = "somebody else's secret"
    row = Certificate.objects.get()
    assert client.get(f"/en/certificates/{row.token}/badge/").status_code == 404
    assert did != issuer_did(settings.SECRET_KEY)


def test_a_withdrawn_one_is_told_by_a_signed_list(
    issued: str, client: Client, learner_client: Client, settings: LazySettings
) -> None:
    did = issuer_did(settings.SECRET_KEY)
    token = token_of(client, issued)
    asked: list[str] = []

    def download(address: str) -> bytes:
        asked.append(address)
        return client.get(address.removeprefix("https://learn.example.org")).content

    verify(token, did, check_status=True, download=download)
    assert asked == ["https://learn.example.org/en/certificates/status/0/"]

    row = Certificate.objects.get()
    revoke = reverse("lessons:certificate_revoke", args=["small", row.pk])
    assert learner_client.post(revoke).status_code == 302
    verify(token, did)  # offline nobody can know
    with pytest.raises(OB3VerificationError, match=r"revocation.* is set"):
        verify(token, did, check_status=True, download=download)
    assert client.get(f"{issued}badge/").status_code == 404


def test_one_that_is_gone_counts_as_withdrawn(
    issued: str, client: Client, learner_client: Client, settings: LazySettings
) -> None:
    token = token_of(client, issued)
    issue(learner_client, **everything)
    Certificate.objects.earliest("pk").delete()
    with pytest.raises(OB3VerificationError, match=r"revocation.* is set"):
        verify(
            token,
            issuer_did(settings.SECRET_KEY),
            check_status=True,
            download=lambda address: (
                client.get(address.removeprefix("https://learn.example.org")).content
            ),
        )


def test_there_is_no_list_before_its_first_certificate(course: str, client: Client) -> None:
    assert client.get("/en/certificates/status/0/").status_code == 404


def test_a_list_ends_where_the_next_begins() -> None:
    assert place_of(bits - 1) == (0, bits - 1)
    assert place_of(bits) == (1, 0)
    assert list_encode([]) != list_encode([0]) != list_encode([bits - 1])
    assert list_encode([7]) == list_encode([bits + 7])


def test_a_badge_without_a_name_names_nobody(
    course: str, learner_client: Client, client: Client, settings: LazySettings
) -> None:
    learn(learner_client)
    address = issue(learner_client, lessons="on")
    credential = verify(token_of(client, address), issuer_did(settings.SECRET_KEY))
    assert credential.identifiers == []
    assert credential.results == []
    assert credential.issuance_date is not None
    assert credential.issuance_date <= datetime.now(UTC)
