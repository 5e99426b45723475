"""Addresses that platforms know: they have no language, and stay."""

from __future__ import annotations

from django.urls import path

from lessons.lti.launch import views as launch
from lessons.lti.platforms import views as platforms

app_name = "lti"

urlpatterns = [
    path("login/", launch.login, name="login"),
    path("launch/", launch.launch, name="launch"),
    path("window/", launch.window, name="window"),
    path("jwks/", platforms.jwks, name="jwks"),
    path("config.json", platforms.config, name="config"),
]
