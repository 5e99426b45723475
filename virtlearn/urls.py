"""Pages are under their language; what machines ask for is not."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lessons.reading.views.home import home
from virtlearn import views
from virtlearn.changes import changes
from virtlearn.operation import probes
from virtlearn.people import views as people
from virtlearn.people.mail import views as mail
from virtlearn.people.privacy import views as privacy
from virtlearn.people.return_path import returning
from virtlearn.people.sign_on import views as sign_on

handler400 = "virtlearn.views.bad_request"
handler403 = "virtlearn.views.forbidden"
handler404 = "virtlearn.views.not_found"
handler500 = "virtlearn.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("healthz/live", probes.live, name="healthz_live"),
    path("healthz/ready", probes.ready, name="healthz_ready"),
    path("metrics", views.metrics, name="metrics"),
    path("api/v1/", include("lessons.api.urls")),
    path("lti/", include("lessons.lti.machine_urls")),
    path("sso/<slug:provider>/callback/", sign_on.callback, name="sso_callback"),
    *i18n_patterns(
        path("", home, name="home"),
        path("changes/", changes, name="changes"),
        path("first-run/<str:token>/", people.first_run, name="first_run"),
        path("account/", people.account, name="account"),
        path("account/delete/", privacy.erase_mine, name="account_delete"),
        path("", include("virtlearn.people.urls")),
        path("", include("virtlearn.outbox.urls")),
        path("accounts/password/reset/", mail.password_forgotten, name="account_reset_password"),
        path(
            "accounts/password/reset/done/",
            mail.password_mailed,
            name="account_reset_password_done",
        ),
        path("accounts/signup/", returning(allauth_views.signup), name="account_signup"),
        path("accounts/login/", returning(allauth_views.login), name="account_login"),
        path("accounts/", include("allauth.account.urls")),
        path("", include("lessons.advisor.urls")),
        path("", include("labs.urls")),
        path("", include("lessons.urls")),
    ),
]
