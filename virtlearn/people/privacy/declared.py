"""What is kept of people by accounts, sign-ins, limits and the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from virtlearn.people.privacy.registry import model_privacy

privacy = [
    model_privacy(
        "people.User",
        person="pk",
        what=_("the account"),
        export=(
            "username first_name last_name email date_joined last_login role is_guest class_label"
        ),
        erase=(
            "id password must_change_password is_superuser is_staff is_active groups "
            "user_permissions"
        ),
    ),
    # Numbers of accounts, which lead nowhere once these are gone: docs/decisions/0026-people.md.
    model_privacy(
        "people.AuditEntry",
        person="subject",
        what=_("entries of the log"),
        pseudonymise="actor subject",
        keep_export="at action detail",
        keep="id",
    ),
    model_privacy(
        "account.EmailAddress",
        person="user",
        what=_("e-mail addresses"),
        export="email verified primary",
        erase="id user",
    ),
    model_privacy(
        "account.EmailConfirmation",
        person="email_address__user",
        export="created sent",
        erase="id email_address key",
    ),
    model_privacy(
        "socialaccount.SocialAccount",
        person="user",
        what=_("sign-ons that open the account"),
        export="extra_data last_login date_joined",
        erase="id user provider uid",
    ),
    # allauth's, which this site leaves empty: providers are settings, and tokens are not kept.
    model_privacy(
        "socialaccount.SocialToken",
        person="account__user",
        erase="id app account token token_secret expires_at",
    ),
    model_privacy(
        "socialaccount.SocialApp",
        keep="id provider provider_id name client_id secret key settings",
    ),
    # Whose it is stands inside it: virtlearn/people/privacy/erase.py::sessions_erase.
    model_privacy("sessions.Session", erase="session_key session_data expire_date"),
    model_privacy("people.User_groups", person="user", erase="id user group"),
    model_privacy("people.User_user_permissions", person="user", erase="id user permission"),
    model_privacy("auth.Group", keep="id name permissions"),
    model_privacy("auth.Group_permissions", keep="id group permission"),
    model_privacy("auth.Permission", keep="id name content_type codename"),
    # Counts by number and address, for hours: they end by themselves, whoever is erased meanwhile.
    model_privacy("limits.Tally", keep="key count ends_at"),
    model_privacy("contenttypes.ContentType", keep="id app_label model"),
]
