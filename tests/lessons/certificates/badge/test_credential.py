"""What a credential says, field by field, as Open Badges 3.0 names them."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from lessons.certificates.badge.credential import Badge, Issuer, credential_of

issuer = Issuer(did="did:key:z6Mk", name="VirtLearn", url="https://learn.example.org/")
status = {"id": "https://learn.example.org/status#7", "type": "BitstringStatusListEntry"}
badge = Badge(
    address="https://learn.example.org/en/certificates/abc/",
    course="A small course",
    course_url="https://learn.example.org/en/courses/small/",
    summary="For tests.",
    language="es",
    name="Ada",
    issued=datetime(2026, 3, 24, 10, 30, 5, 700, tzinfo=UTC),
    counted=("2 of 2 lessons read", "1 lab done"),
    end_name="Test at the end",
    end_percent=75,
)


def test_a_credential_with_a_name_and_a_test() -> None:
    assert credential_of(badge, issuer, status) == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "https://learn.example.org/en/certificates/abc/badge/?language=es",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "A small course",
        "issuer": {
            "id": "did:key:z6Mk",
            "type": ["Profile"],
            "name": "VirtLearn",
            "url": "https://learn.example.org/",
        },
        "validFrom": "2026-03-24T10:30:05+00:00",
        "credentialSubject": {
            "id": "https://learn.example.org/en/certificates/abc/#learner",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": "Ada",
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": "https://learn.example.org/en/courses/small/",
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": "A small course",
                "description": "For tests.",
                "criteria": {"narrative": "- 2 of 2 lessons read\n- 1 lab done"},
                "inLanguage": "es",
                "resultDescription": [
                    {
                        "id": "https://learn.example.org/en/courses/small/#end",
                        "type": ["ResultDescription"],
                        "name": "Test at the end",
                        "resultType": "Percent",
                        "valueMin": "0",
                        "valueMax": "100",
                    }
                ],
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "https://learn.example.org/en/courses/small/#end",
                    "value": "75",
                }
            ],
        },
        "evidence": [
            {
                "id": "https://learn.example.org/en/certificates/abc/",
                "type": ["Evidence"],
                "name": "A small course",
            }
        ],
        "credentialStatus": status,
        "iss": "did:key:z6Mk",
        "sub": "https://learn.example.org/en/certificates/abc/#learner",
        "jti": "https://learn.example.org/en/certificates/abc/badge/?language=es",
        "nbf": 1774348205,
    }


def test_what_the_learner_does_not_show_is_not_in_it() -> None:
    plain = msgspec.structs.replace(badge, name="", end_percent=None, summary="")
    subject = credential_of(plain, issuer, status)["credentialSubject"]
    assert sorted(subject) == ["achievement", "id", "type"]
    assert "resultDescription" not in subject["achievement"]
    assert subject["achievement"]["description"] == "A small course"


def test_nothing_right_is_a_result_too() -> None:
    subject = credential_of(msgspec.structs.replace(badge, end_percent=0), issuer, status)
    assert subject["credentialSubject"]["result"][0]["value"] == "0"
