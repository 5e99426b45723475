"""Runs a site's management commands one after another in one process: Django takes seconds to load.

Reads a line for each, its words as a JSON list, and answers by a line: what it printed, and how it
failed, which is empty where it did not.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import redirect_stdout
from io import StringIO

import django
from django.core.management import call_command
from django.db import connections


def run(words: list[str]) -> tuple[str, str]:
    printed, fault = StringIO(), ""
    with redirect_stdout(printed):
        try:
            call_command(*words)
        except (Exception, SystemExit):
            fault = traceback.format_exc()
    connections.close_all()  # who is asked next finds no transaction and no lock of this one
    return printed.getvalue(), fault


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    django.setup()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
