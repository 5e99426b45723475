"""Runs `course preview` on a database and secrets of its own.

The command runs itself again in an environment of its own: a temporary folder that holds a fresh
database. That second process reads the folder, publishes drafts of it, and serves.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import uvicorn
from django.conf import settings
from django.core.management.base import CommandError

from labs.lifecycle.services import lab_session_stop
from labs.models import LabSession, LabState
from lessons.authoring import preview as previews

manage = Path(settings.BASE_DIR) / "manage.py"


def preview(folder: Path, port: int) -> None:
    """Shows `folder` on 127.0.0.1:`port` until it is interrupted."""
    if settings.COURSE_PREVIEW:
        serve(Path(settings.COURSE_PREVIEW), port)
        return
    with tempfile.TemporaryDirectory(prefix="virtlearn-preview-") as var:
        run_again(folder, port, Path(var))


def run_again(folder: Path, port: int, var: Path) -> None:
    environment = {
        **os.environ,
        "COURSE_PREVIEW": str(folder),
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'db.sqlite3'}",
        # Labs run on the same engine: each keeper looks after its own machines alone.
        "DEPLOYMENT_ID": f"preview-{secrets.token_hex(4)}",
        "DEBUG": "true",  # static files from where they are written
        "HTTPS": "false",
        "PORT": str(port),
    }
    command = [sys.executable, str(manage)]
    subprocess.run([*command, "migrate", "-v0"], env=environment, check=True)
    arguments = ["course", "preview", str(folder), "--port", str(port)]
    keeper = subprocess.Popen([*command, "keeper"], env={**environment, "LOG_LEVEL": "WARNING"})
    server = subprocess.Popen([*command, *arguments], env=environment)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        if server.wait():
            raise CommandError(f"the preview has ended; is port {port} free?")
    except KeyboardInterrupt:
        pass
    finally:
        for child in (server, keeper):
            child.terminate()
            child.wait()


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def serve(folder: Path, port: int) -> None:
    """In the second process: reads the folder again whenever it changes, and serves."""
    previews.look(folder)
    stop = threading.Event()
    watcher = threading.Thread(target=previews.watch, args=(folder, stop), daemon=True)
    watcher.start()
    print(f"Preview of {folder} at http://127.0.0.1:{port}/  (Ctrl-C ends it)", flush=True)
    try:
        uvicorn.run("virtlearn.asgi:application", host="127.0.0.1", port=port, log_level="warning")
    finally:
        stop.set()
        watcher.join()
        for session in LabSession.objects.exclude(state=LabState.ENDED):
            lab_session_stop(session=session)
