"""Names of LTI 1.3 and its services, as their specifications write them (1EdTech, 2019)."""

from __future__ import annotations

from typing import Final

claim: Final = "https://purl.imsglobal.org/spec/lti/claim/"
deep_claim: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"
VERSION: Final = "1.3.0"
RESOURCE: Final = "LtiResourceLinkRequest"
DEEP_LINKING: Final = "LtiDeepLinkingRequest"
DEEP_LINKING_RESPONSE: Final = "LtiDeepLinkingResponse"
GRADES_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ROSTER_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

membership: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
membership_sub: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership/"

scope_ags: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPE_SCORE: Final = scope_ags + "score"
SCOPE_LINE_ITEM: Final = scope_ags + "lineitem"
SCOPE_RESULT: Final = scope_ags + "result.readonly"
SCOPE_ROSTER: Final = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
scopes: Final = (SCOPE_LINE_ITEM, SCOPE_RESULT, SCOPE_SCORE, SCOPE_ROSTER)
SCORE_TYPE: Final = "application/vnd.ims.lis.v1.score+json"
ROSTER_TYPE: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
