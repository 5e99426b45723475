"""Error codes of the API; those of what its routes call come as they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class ApiCode(ErrorCode):
    """Why a request of a program is not answered."""

    TOKEN_MISSING = (
        "api-token-missing",
        gettext_lazy("This needs a token."),
        gettext_lazy("Send the header “Authorization: Bearer vl_…”. Your account makes tokens."),
    )
    TOKEN_WRONG = (
        "api-token-wrong",
        gettext_lazy("This token is not valid: it is unknown, has expired, or was revoked."),
        gettext_lazy("Make a new one in your account."),
    )
    SCOPE_MISSING = (
        "api-scope-missing",
        gettext_lazy("This token does not have the scope %(scope)s."),
        gettext_lazy("Make a token with that scope in your account."),
    )
    FORBIDDEN = (
        "api-forbidden",
        gettext_lazy("You may not do this in this class."),
        gettext_lazy("Ask a teacher of the class, or the head."),
    )
    NOT_FOUND = (
        "api-not-found",
        gettext_lazy("There is nothing at this address that this token may see."),
        gettext_lazy("Compare the address with docs/api.md, and the class with the token's."),
    )
    INVALID = (
        "api-invalid",
        gettext_lazy("The request is not as this address expects it."),
        gettext_lazy("“errors” names each field and what is wrong with it."),
    )
    TOO_MANY = (
        "api-too-many",
        gettext_lazy("These were too many requests in a short time."),
        gettext_lazy("Wait for as many seconds as “Retry-After” says."),
    )
    KEY_SHAPE = (
        "api-key-shape",
        gettext_lazy("This is no Idempotency-Key."),
        gettext_lazy("Send 1 to %(most)d letters, digits and signs, a UUID say."),
    )
    KEY_TAKEN = (
        "api-key-taken",
        gettext_lazy("This Idempotency-Key was used for another request."),
        gettext_lazy("Give each request a key of its own, and the same one when it is sent again."),
    )
    KEY_RUNNING = (
        "api-key-running",
        gettext_lazy("The request with this Idempotency-Key is not answered yet."),
        gettext_lazy("Wait a moment, and send it again."),
    )
    UNSEEN = (
        "api-if-match-missing",
        gettext_lazy("A change has to say what it was made from."),
        gettext_lazy("Read the grade first, and send its “ETag” as “If-Match”."),
    )


class TokenCode(ErrorCode):
    """Why a token is not made."""

    TOO_MANY = (
        "api-tokens-too-many",
        gettext_lazy("You have %(most)d tokens already."),
        gettext_lazy("Revoke one that is no longer used."),
    )
