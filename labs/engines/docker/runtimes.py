"""Lists the OCI runtimes of a Docker engine that were seen to enforce limits.

That one can is remembered for as long as the engine runs with that runtime configured so, by all
processes of the installation; what was found faulty is looked at again after a while.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from docker import APIClient, errors

from labs.engines.docker.probe import probe
from labs.engines.probe_cache import cache_get, cache_set

look_again_seconds = 30.0  # how long nobody asks whether the engine is still the same
fault_seconds = 300.0  # how long a fault is believed
images = "virtlearn/*"  # any machine's image serves for the probe, the base first


class Verdict(msgspec.Struct, frozen=True):
    fault: str
    at: float  # of the monotonic clock


remembered: dict[tuple[str, ...], Verdict] = {}
asked: dict[tuple[str, str], float] = {}  # engine's address, runtime → when it was found usable
one_at_a_time = threading.Lock()


def installed(api: APIClient, known: Sequence[str]) -> Sequence[str]:
    """Those of `known` that the engine has, in that order."""
    found = api.info()["Runtimes"]
    return [name for name in known if name in found]


def fault(api: APIClient, runtime: str, known: Sequence[str]) -> str:
    """Why `runtime` cannot be used; empty where it can. See the module for what it costs."""
    where = (api.base_url, runtime)
    with one_at_a_time:
        if time.monotonic() - asked.get(where, -look_again_seconds) < look_again_seconds:
            return ""
        found = fault_look(api, runtime, known)
        if not found:
            asked[where] = time.monotonic()
        return found


def fault_look(api: APIClient, runtime: str, known: Sequence[str]) -> str:
    info = api.info()
    if runtime not in known:
        return f"{runtime} is not a runtime that machines were tried with ({', '.join(known)})"
    if (definition := info["Runtimes"].get(runtime)) is None:
        return f"the engine has no runtime {runtime}"
    start = engine_start(api)
    key = (info["ID"], start, runtime, json.dumps(definition, sort_keys=True))
    kept_name, kept_text = f"{info['ID']} {runtime}", " ".join(key)
    if start and cache_get(kept_name) == kept_text:
        return ""
    verdict = remembered.get(key)
    if verdict and (not verdict.fault or time.monotonic() - verdict.at < fault_seconds):
        return verdict.fault
    if not (image := image_any(api)):
        return "no machine image is there to try it with: run `manage.py lab images`"
    seen = probe(api, runtime, image)
    text = f"the runtime {runtime} cannot be used: {seen}" if seen else ""
    if not text:
        cache_set(kept_name, kept_text)
    remembered[key] = Verdict(text, time.monotonic())
    return text


def engine_start(api: APIClient) -> str:
    """Differs after each start of the engine: it makes its default network anew every time."""
    try:
        found: Mapping[str, Any] = api.inspect_network("bridge")
    except errors.NotFound:
        return ""  # it was told to have none
    return str(found["Id"])


def image_any(api: APIClient) -> str:
    tags = [tag for each in api.images(filters={"reference": images}) for tag in each["RepoTags"]]
    return min(tags, key=lambda tag: (not tag.startswith("virtlearn/base:"), tag), default="")
