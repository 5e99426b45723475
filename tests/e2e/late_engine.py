"""An engine whose images appear while the site runs: when a file of that name does."""

from __future__ import annotations

import os
from pathlib import Path

from labs.engines.fake.engine import FakeEngine


class LateEngine(FakeEngine):
    def image_present(self, image: str) -> bool:
        return Path(os.environ["LATE_IMAGES"]).exists()
