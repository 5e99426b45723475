"""Addresses of the outbox."""

from __future__ import annotations

from django.urls import path

from virtlearn.outbox import views

app_name = "outbox"

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/again/", views.again, name="again"),
]
