"""Pages of a reader's own account, and of the head's for all accounts."""

from __future__ import annotations

from django.urls import path

from virtlearn.people.audit import views as audit_views

app_name = "people"

urlpatterns = [
    path("account/log/", audit_views.log_mine, name="log_mine"),
    path("people/log/", audit_views.log_all, name="log"),
]
