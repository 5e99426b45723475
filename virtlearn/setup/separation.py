"""Gives pages, terminals and the keeper a user without rights, where root starts the site.

The broker stays root's and has the engine's socket (labs/engines/broker). Its folder is where only
root may write, so that who serves pages can't tell it what to believe.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
from collections.abc import Mapping
from pathlib import Path

from virtlearn.setup import steps
from virtlearn.setup.console import root, say

user_name = "virtlearn"
runtime_folder = Path("/run")
first_port = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
probe_seconds = 60
program = ("manage.py", "virtlearn", "lessons", "labs", "templates", "static", "locale")
# What Python keeps of modules is made anew by whoever can't read it.
unreadable = ["-name", "__pycache__", "-prune", "-o", "!", "-readable", "-print", "-quit"]


def separated(env: Mapping[str, str]) -> dict[str, str]:
    """What the environment of the site's processes has besides: SITE_USER and the broker's.

    Nothing where this is not root, or where it can't be done, which is said.
    """
    if os.geteuid() != 0:
        return {}
    fault = port_fault(env)
    if not fault:
        own = environment(env)
        fault = user_fault() or folders_fault(own, env) or probe_fault({**env, **own})
        if not fault:
            return own
    say(f"Pages and terminals run as root, since {fault}.")
    return {}


def environment(env: Mapping[str, str]) -> dict[str, str]:
    checkout = hashlib.sha256(str(root).encode()).hexdigest()[:8]
    folder = env.get("BROKER_DIR") or str(runtime_folder / f"virtlearn-{checkout}")
    return {
        "SITE_USER": user_name,
        "BROKER_USERS": user_name,
        "BROKER_GROUP": user_name,
        "BROKER_DIR": folder,
    }


def port_fault(env: Mapping[str, str]) -> str:
    """Why nobody but root may listen there; empty where others may."""
    try:
        least = int(first_port.read_text())
        port = int(env.get("PORT") or 8000)
    except (OSError, ValueError):
        return ""
    return f"only root may listen on port {port}" if port < least else ""


def user_fault() -> str:
    """Why there is no such user; where it is missing it is made."""
    try:
        pwd.getpwnam(user_name)
    except KeyError:
        made = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/"]
        made += ["--shell", "/usr/sbin/nologin", user_name]
        try:
            done = subprocess.run(made, capture_output=True, text=True, check=False)
        except OSError as error:
            return f"the user {user_name} cannot be made ({error})"
        if done.returncode:
            return f"the user {user_name} cannot be made ({done.stderr.strip()})"
    return ""


def folders_fault(own: Mapping[str, str], env: Mapping[str, str]) -> str:
    """Hands what the site keeps to that user, and the broker's folder to root."""
    try:
        user = pwd.getpwnam(user_name)
        var = Path(env.get("VAR_DIR") or root / "var")
        for path in (var, *var.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
        folder = Path(own["BROKER_DIR"])
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        folder.chmod(0o755)
        os.chown(folder, 0, 0)
        scripts = folder / "scripts"
        scripts.mkdir(mode=0o700, exist_ok=True)
        os.chown(scripts, user.pw_uid, user.pw_gid)
    except (OSError, KeyError) as error:
        return f"what the site keeps cannot be handed over ({error})"
    return ""


def probe_fault(env: Mapping[str, str]) -> str:
    """Why that user can't serve the site, as when the checkout is in root's home directory, or was
    made by a root whose files are its own alone."""
    try:
        closed = as_user(["find", *program, *unreadable], env)
        if closed.returncode or closed.stdout:
            first = (closed.stdout or closed.stderr).strip()
            return f"the user {user_name} cannot read all of {root} ({first})"
        done = as_user([str(steps.python), "manage.py", "check"], env)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the user {user_name} cannot read {root} ({error})"
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        return f"the user {user_name} cannot serve from {root} ({last})"
    return ""


def as_user(command: list[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Raises OSError and TimeoutExpired."""
    user = pwd.getpwnam(user_name)
    return subprocess.run(
        command,
        cwd=root,
        env={**env, "HOME": "/"},
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        timeout=probe_seconds,
        check=False,
    )
