"""Pages of a reader's own account, and of the head's for all accounts."""

from __future__ import annotations

from django.urls import path

from virtlearn.people.audit import views as audit_views
from virtlearn.people.directory import views as directory_views
from virtlearn.people.mail import views as mail_views
from virtlearn.people.privacy import views as privacy_views
from virtlearn.people.retention import views as retention_views
from virtlearn.people.sign_on import views as sign_on_views

app_name = "people"

urlpatterns = [
    path("account/log/", audit_views.log_mine, name="log_mine"),
    path("account/export/", privacy_views.export_mine, name="export_mine"),
    path("account/sign-on/", sign_on_views.mine, name="sign_on_mine"),
    path("account/sign-on/connect/", sign_on_views.connect, name="sign_on_connect"),
    path("accounts/sign-on/link/", sign_on_views.link, name="sign_on_link"),
    path("accounts/sign-on/with/<slug:provider>/", sign_on_views.begin, name="sign_on_begin"),
    path("people/", directory_views.people, name="people"),
    path("people/add/", directory_views.add, name="add"),
    path("people/import/", directory_views.add_many, name="import"),
    path("people/<int:person>/", directory_views.person, name="person"),
    path("people/<int:person>/role/", directory_views.role, name="role"),
    path("people/<int:person>/password/", directory_views.password, name="password"),
    path("people/<int:person>/export/", privacy_views.export_other, name="export"),
    path("people/<int:person>/erase/", privacy_views.erase_other, name="erase"),
    path("people/retention/", retention_views.retention, name="retention"),
    path("people/mail/", mail_views.mail, name="mail"),
    path("people/sign-on/", sign_on_views.providers, name="sign_on_providers"),
    path("people/sign-on/<slug:provider>/test/", sign_on_views.test, name="sign_on_test"),
    path("people/log/", audit_views.log_all, name="log"),
]
