"""A certificate as an OpenBadgeCredential (1EdTech, Open Badges 3.0), before it is signed.

Pure. It says no more than the certificate: what its learner chose to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

contexts = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
end_test = "#end"


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs: `did` holds the key, `name` and `url` are this site's."""

    did: str
    name: str
    url: str


class Badge(msgspec.Struct, frozen=True, kw_only=True):
    """What a credential says, in one language. `address` is the certificate's, absolute.

    `counted`: a sentence for each kind of thing that was counted, and by whom. `end_percent` is of
    the test at the course's end, where it is shown.
    """

    address: str
    course: str
    course_url: str
    summary: str
    language: str
    name: str
    issued: datetime
    counted: Sequence[str]
    end_name: str = ""
    end_percent: int | None = None


def credential_of(badge: Badge, issuer: Issuer, status: Mapping[str, Any]) -> dict[str, Any]:
    """The credential and its claims. `status` says where it is found whether it was withdrawn."""
    identity = f"{badge.address}badge/?language={badge.language}"
    subject = f"{badge.address}#learner"
    return {
        "@context": contexts,
        "id": identity,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.course,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.url},
        "validFrom": badge.issued.isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": subject,
            "type": ["AchievementSubject"],
            **identifier_of(badge.name),
            "achievement": achievement_of(badge),
            **results_of(badge),
        },
        "evidence": [{"id": badge.address, "type": ["Evidence"], "name": badge.course}],
        "credentialStatus": dict(status),
        "iss": issuer.did,
        "sub": subject,
        "jti": identity,
        "nbf": int(badge.issued.timestamp()),
    }


def identifier_of(name: str) -> dict[str, Any]:
    """Whom it is about, as they wrote it; empty where they did not."""
    if not name:
        return {}
    kind = {"type": "IdentityObject", "identityType": "name", "hashed": False}
    return {"identifier": [{**kind, "identityHash": name}]}


def achievement_of(badge: Badge) -> dict[str, Any]:
    achievement: dict[str, Any] = {
        "id": badge.course_url,
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": badge.course,
        "description": badge.summary or badge.course,
        "criteria": {"narrative": "\n".join(f"- {each}" for each in badge.counted)},
        "inLanguage": badge.language,
    }
    if badge.end_percent is not None:
        achievement["resultDescription"] = [
            {
                "id": badge.course_url + end_test,
                "type": ["ResultDescription"],
                "name": badge.end_name,
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            }
        ]
    return achievement


def results_of(badge: Badge) -> dict[str, Any]:
    if badge.end_percent is None:
        return {}
    result = {
        "type": ["Result"],
        "resultDescription": badge.course_url + end_test,
        "value": str(badge.end_percent),
    }
    return {"result": [result]}
