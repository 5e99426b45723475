"""The keys of Ubuntu's archive, of which Debian has no package."""

from __future__ import annotations

import hashlib
import urllib.request
from pathlib import Path

from virtlearn.setup.console import run
from virtlearn.setup.fresh.possible import NotPossibleError
from virtlearn.setup.fresh.sources import ubuntu_archive

package = f"{ubuntu_archive}/pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1_all.deb"
# In it is the key that signs noble: F6EC B376 2474 EDA9 D21B 7022 8719 20D1 991B C93C.
package_digest = "36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8"
place = Path("usr/share/keyrings/ubuntu-archive-keyring.gpg")


def ubuntu_keyring(folder: Path) -> Path:
    """The file of keys: this host's, or one unpacked into `folder`. Raises NotPossibleError where
    it can't be had, or is another than the one that is known."""
    if (own := Path("/") / place).is_file():
        return own
    if (kept := folder / "ubuntu-keyring" / place).is_file():
        return kept
    try:
        with urllib.request.urlopen(package, timeout=60) as answer:  # noqa: S310 - http, checked below
            content = answer.read()
    except OSError as error:
        raise NotPossibleError(f"{package}: {error}", "Is Ubuntu's mirror reachable?") from error
    if hashlib.sha256(content).hexdigest() != package_digest:
        raise NotPossibleError(f"{package} is not the package that is known.", "")
    file = folder / "ubuntu-keyring.deb"
    file.write_bytes(content)
    run(["dpkg-deb", "--extract", str(file), str(folder / "ubuntu-keyring")])
    return kept
