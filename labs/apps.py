from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from labs.engines.broker.client import broker_at
from labs.engines.docker.process_images import process_images_use
from labs.engines.probe_cache import keep_in
from labs.engines.registry import engine_use


class LabsConfig(AppConfig):
    name = "labs"
    verbose_name = _("Labs")

    def ready(self) -> None:
        from labs.provisioning import system_checks  # noqa: F401 - registers them

        engine_use(settings.LAB_ENGINE)
        process_images_use(settings.LAB_PROCESS_IMAGES)
        broker_at(settings.BROKER_DIR)
        keep_in(settings.VAR_DIR / "engine")
