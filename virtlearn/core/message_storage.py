"""Django's messages in a cookie of this site's own path and name, else in the session."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpResponseBase

from virtlearn.core.site_address import cookie_name


class SitePathCookieStorage(CookieStorage):
    """Django's has neither a path nor a setting for its name: sites of one host would share it."""

    cookie_name = cookie_name("messages", settings.SITE_PATH, https=False)

    def _update_cookie(self, encoded_data: str, response: HttpResponseBase) -> None:
        super()._update_cookie(encoded_data, response)  # type: ignore[misc]  # stubs lack it
        response.cookies[self.cookie_name]["path"] = settings.SITE_PATH


class Storage(FallbackStorage):
    storage_classes = (SitePathCookieStorage, SessionStorage)
