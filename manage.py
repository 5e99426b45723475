#!/usr/bin/env python
"""VirtLearn's command line."""

import os
import sys


def main() -> None:
    os.umask(0o077)  # what the installation keeps is for its own user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
