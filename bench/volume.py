"""A small volume of a run's own, which can be filled up and freed again. Needs root."""

from __future__ import annotations

import errno
import subprocess
import tempfile
from pathlib import Path

piece = b"\0" * 65536


class Volume:
    """`with Volume(200) as volume:` has `volume.folder` with so many MB in all."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self.folder = Path(tempfile.mkdtemp(prefix="virtlearn-volume-"))
        self.stuffing = self.folder / "stuffing"

    def __enter__(self) -> Volume:
        options = f"size={self.megabytes}m,mode=0755"
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "virtlearn", str(self.folder)], check=True
        )
        return self

    def __exit__(self, *_details: object) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=False)
        self.folder.rmdir()

    def fill(self) -> None:
        """Leaves not a byte."""
        with self.stuffing.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(piece)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        self.stuffing.unlink(missing_ok=True)
