"""Twenty writers for a test of backups: each prints a name once its row is committed."""

from __future__ import annotations

import sys
import threading

import django


def main(count: int) -> None:
    django.setup()
    from django.db import connection

    from virtlearn.people.models import User

    printing = threading.Lock()

    def write(writer: int) -> None:
        number = 0
        while True:
            name = f"w{writer}-{number}"
            User.objects.create(username=name)
            with printing:
                print(name, flush=True)
            number += 1
            connection.close()

    for writer in range(count):
        threading.Thread(target=write, args=(writer,), daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
