#!/usr/bin/env python
"""VirtLearn's command line."""

import os
import sys


def main() -> None:
    os.umask(0o077)  # what the installation keeps is for its own user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")  # a setting: what to write is in it


if __name__ == "__main__":
    main()
