"""`manage.py keeper`: looks after lab sessions until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from labs.keeper import Keeper, round_seconds

log = logging.getLogger("labs.keeper")


class Command(BaseCommand):
    help = "Ends labs whose time is over and removes machines that nobody claims."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="go round once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            Keeper().round()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        log.info("the keeper begins")
        keeper = Keeper()
        while not stop.is_set():
            try:
                keeper.round()
            except DatabaseError:
                # It may be restarting, or migrating: the next round tries again.
                log.exception("the database failed")
            close_old_connections()
            stop.wait(round_seconds)
        log.info("the keeper ends")
