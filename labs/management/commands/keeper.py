"""`manage.py keeper`: looks after lab sessions until it is told to stop. Several may run."""

from __future__ import annotations

import logging
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from labs.keeper.process import KeeperRun
from labs.keeper.reconciler import Keeper
from labs.provisioning.broker_manifest import scripts_renew
from virtlearn.checks import faults
from virtlearn.operation.metrics.files import metrics_share
from virtlearn.operation.schema import SchemaError, schema_check
from virtlearn.operation.site_lock import site_is_served_here

log = logging.getLogger("labs.keeper")


class Command(BaseCommand):
    help = "Ends labs whose time is over and removes machines that nobody claims."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="go round once and end")

    def check(self, *args: Any, **options: Any) -> None:
        """What is wrong with the settings, in a line each."""
        if wrong := faults():
            raise CommandError("\n".join(wrong))

    def handle(self, *args: Any, **options: Any) -> None:
        site_is_served_here()
        try:
            schema_check()
        except SchemaError as error:
            raise CommandError(str(error)) from error
        if options["once"]:
            Keeper().round()
            return
        try:
            scripts_renew()
        except OSError as error:
            log.warning("scripts of checks could not be written for the broker: %s", error)
        metrics_share(settings.METRICS_DIR)
        keeper = KeeperRun()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: keeper.stop())
        log.info("%s begins", keeper.lease.holder)
        keeper.run()
        log.info("%s ends", keeper.lease.holder)
