"""Strict readers of environment variables: a setting is right, or the start says what to write."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Callable, Collection, Sequence
from difflib import get_close_matches
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from virtlearn.core.rate import Rate, rate_parse

T = TypeVar("T")
site_path_pattern = re.compile(r"(?:/[A-Za-z0-9][A-Za-z0-9_-]*)*/?")
host_pattern = re.compile(r"\*|\.?[\w-]+(?:\.[\w-]+)*\.?|\[[0-9A-Fa-f:.]+\]")
true_words = {"1", "true", "yes", "on"}
false_words = {"0", "false", "no", "off"}
asked: set[str] = set()  # the names of all settings that were read
in_dotenv: dict[str, str] = {}  # name → where it stands
# What libraries read from the environment, and may stand in .env too.
of_others = re.compile(
    r"(DOCKER_|SSL_CERT_|PG|LC_)[A-Z_]+|(https?|no|all)_proxy|LANG|PATH|TZ"
    r"|BROKER_USERS|BROKER_GROUP|SITE_USER"
    r"|REQUESTS_CA_BUNDLE|SETUP_INSTALL|PYTHON[A-Z]+",
    re.IGNORECASE,
)


def read(
    name: str, default: T, convert: Callable[[str], T], wanted: str, *, secret: bool = False
) -> T:
    """`name` from the environment through `convert`, or `default` where it is unset or empty.

    A `secret` is not repeated where it is wrong.
    """
    asked.add(name)
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return convert(text)
    except (ValueError, KeyError, OSError):
        found = "no such secret" if secret else repr(text)
        raise ImproperlyConfigured(f"{name} is {found}; write {wanted}.") from None


def env_str(name: str, default: str = "") -> str:
    return read(name, default, str, "a text")


def env_bool(name: str, default: bool) -> bool:
    def convert(text: str) -> bool:
        if text.lower() in true_words | false_words:
            return text.lower() in true_words
        raise ValueError

    return read(name, default, convert, "yes or no")


def env_int(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    def convert(text: str) -> int:
        if least <= (number := int(text)) <= most:
            return number
        raise ValueError

    return read(name, default, convert, f"a whole number from {least} to {most}")


def env_list(name: str, default: list[str]) -> list[str]:
    return read(
        name,
        default,
        lambda text: [part.strip() for part in text.split(",") if part.strip()],
        "names separated by commas",
    )


def env_hosts(name: str, default: list[str]) -> list[str]:
    """Names as Django's ALLOWED_HOSTS has them: without scheme, port or path."""

    def convert(text: str) -> list[str]:
        found = [part.strip() for part in text.split(",") if part.strip()]
        if all(host_pattern.fullmatch(each) for each in found):
            return found
        raise ValueError

    wanted = "names without scheme, port or path, separated by commas: learn.example.org, 10.0.0.7"
    return read(name, default, convert, wanted)


def env_origins(name: str) -> list[str]:
    """Full origins: a websocket's Origin has scheme and port."""

    def convert(text: str) -> list[str]:
        found = [part.strip() for part in text.split(",") if part.strip()]
        for each in found:
            parts = urlsplit(each)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
                raise ValueError
        return found

    wanted = (
        "scheme, host and, where it is not the usual one, port, separated by commas: "
        "https://learn.example.org"
    )
    return read(name, [], convert, wanted)


def env_token(name: str) -> str:
    def convert(text: str) -> str:
        if len(text) >= 16 and text.isascii() and text.isprintable() and " " not in text:
            return text
        raise ValueError

    wanted = "at least 16 characters without spaces; `openssl rand -hex 24` makes some"
    return read(name, "", convert, wanted, secret=True)


def env_email(name: str, default: str) -> str:
    """An address, with a name before it or without."""

    def convert(text: str) -> str:
        if re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(text)[1]):
            return text
        raise ValueError

    return read(name, default, convert, "an address: virtlearn@learn.example.org")


def env_networks(name: str) -> list[str]:
    return read(
        name,
        [],
        lambda text: [
            str(ip_network(part.strip(), strict=False)) for part in text.split(",") if part.strip()
        ],
        "addresses or networks separated by commas: 127.0.0.1, 10.0.0.0/8",
    )


def env_choice(name: str, default: str, choices: Sequence[str]) -> str:
    def convert(text: str) -> str:
        return choices[choices.index(text)]

    return read(name, default, convert, " or ".join(choices))


def env_path(name: str, default: Path) -> Path:
    return read(name, default, lambda text: Path(text).expanduser(), "a path")


def env_time_zone(name: str, default: str) -> str:
    def convert(text: str) -> str:
        return ZoneInfo(text).key

    return read(name, default, convert, "a name of the tz database, such as Europe/Madrid")


def env_rate(name: str, default: str) -> Rate | None:
    return read(
        name, rate_parse(default), rate_parse, "how often in which time, as in 240/5m, or no"
    )


def env_origin(name: str, default: str) -> str:
    def convert(text: str) -> str:
        parts = urlsplit(text.rstrip("/"))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError
        if parts.path or parts.query or parts.fragment or parts.username is not None:
            raise ValueError
        return f"{parts.scheme}://{parts.netloc}"

    wanted = "an address without a path, which SITE_PATH is for: https://learn.example.org"
    return read(name, default, convert, wanted)


def env_site_path(name: str, taken: Collection[str]) -> str:
    """The path below which a site is reached, with a slash at both ends; `/` for the whole host.

    Its first part is none of `taken`, the first parts of the site's own addresses: else nobody
    could tell whether a proxy has left the path out.
    """

    def convert(text: str) -> str:
        if site_path_pattern.fullmatch(text) and text.split("/")[1] not in taken:
            return f"{text.rstrip('/')}/"
        raise ValueError

    wanted = (
        "a path of letters, digits, - and _, such as /learn/, which doesn't begin with what the "
        f"site has itself ({', '.join(taken)})"
    )
    return read(name, "/", convert, wanted)


def env_level(name: str, default: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    return read(name, default, lambda text: levels[levels.index(text.upper())], ", ".join(levels))


def kept_secret(path: Path, length: int = 50) -> str:
    """The secret kept in `path`, made on first use; readable by its owner alone."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = secrets.token_urlsafe(length)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process made it in the meantime
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh + "\n")
        return fresh


def private_folder(path: Path) -> Path:
    """Makes `path` a folder that its owner alone can enter; somebody else's stays as it is."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = path.stat()
        if found.st_uid == os.geteuid() and found.st_mode & 0o077:
            path.chmod(0o700)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise ImproperlyConfigured(
            f"VAR_DIR is {str(path)!r}: {error.strerror}. Write a folder that this user may fill."
        ) from None
    return path


def dotenv_load(path: Path) -> None:
    """Puts the lines `NAME=value` of `path` into the environment where they are not set already."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, 1):
        if not (line := line.strip()) or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path.name}:{number}: write NAME=value, not {line!r}.")
        in_dotenv[name.strip()] = f"{path.name}:{number}"
        os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def dotenv_check() -> None:
    """To be called once all settings were read: a name that nobody reads is a slip of the pen."""
    for name, where in in_dotenv.items():
        if name in asked or of_others.fullmatch(name):
            continue
        nearest = get_close_matches(name, sorted(asked), 1, 0.5)
        meant = f" Did you mean {nearest[0]}?" if nearest else " docs/settings.md lists all."
        raise ImproperlyConfigured(f"{where}: there is no setting {name}.{meant}")
