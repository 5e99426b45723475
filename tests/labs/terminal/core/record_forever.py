"""Records into the folder that is named, until it is killed."""

from __future__ import annotations

import asyncio
import sys
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))

from labs.terminal.core import recorder
from labs.terminal.core.times import Times
from tests.labs.terminal.recording import FolderArchive


async def main() -> None:
    archive = FolderArchive(Path(sys.argv[1]), limit=1 << 30)
    recorders = recorder.Recorders(archive, Times(flush=0.01))
    found = recorders.make(recorder.TabAddress(uuid.uuid4(), "main", 1), 80, 24)
    assert found
    while True:
        found.output(b"all is well \xc3\xb1\r\n")
        await asyncio.sleep(0.001)


if __name__ == "__main__":
    asyncio.run(main())
