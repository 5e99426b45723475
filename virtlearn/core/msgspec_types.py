"""Has msgspec build what it knows of a type while its module is imported, and not in threads.

It builds that when the type is first read, and two threads that do so at once end the process
(0.22: a segmentation fault of the keeper at its first start, and of sixteen readers). Importing is
one thread's work, and whoever reads the type has imported it.
"""

from __future__ import annotations

import msgspec


def types_ready(*kinds: object) -> None:
    """To be called at the end of the module that defines `kinds`, once all names are there."""
    for kind in kinds:
        msgspec.json.Decoder(kind)
