"""What is attacked, and how attacks are carried out in it."""

from __future__ import annotations

from labs.engines.base import Handle, RunResult, User
from labs.engines.docker.engine import DockerEngine

# The kernel's numbers of the calls that attacks make by themselves.
numbers = {
    "x86_64": {"socket": 41, "mount": 165, "clone3": 435, "keyctl": 250, "bpf": 321}
    | {"io_uring_setup": 425, "unshare": 272, "setns": 308, "add_key": 248, "perf_event_open": 298}
    | {"userfaultfd": 323, "open_by_handle_at": 304, "init_module": 175, "syslog": 103},
    "aarch64": {"socket": 198, "mount": 40, "clone3": 435, "keyctl": 219, "bpf": 280}
    | {"io_uring_setup": 425, "unshare": 97, "setns": 268, "add_key": 217, "perf_event_open": 241}
    | {"userfaultfd": 282, "open_by_handle_at": 265, "init_module": 105, "syslog": 116},
}


class Target:
    """A container and the means to act in it."""

    def __init__(self, engine: DockerEngine, handle: Handle) -> None:
        self.engine = engine
        self.handle = handle

    def run(self, script: str, user: User = "learner", timeout: float = 15) -> RunResult:
        return self.engine.run(self.handle, script, user=user, timeout=timeout)

    def says(self, script: str, user: User = "learner", timeout: float = 15) -> str:
        """Everything that the script prints, on either output."""
        result = self.run(script, user, timeout)
        return (result.output + result.error).strip()

    def call(self, name: str, *arguments: str, user: User = "learner") -> int:
        """Makes the system call by its number; 0, or the errno that the kernel answers.

        `arguments` are Perl expressions. A child that the call makes ends at once.
        """
        number = numbers[self.says("uname -m")][name]
        words = ", ".join((str(number), *arguments))
        perl = f"$r = syscall({words}); exit 0 if $r == 0 && {int(name == 'clone3')}; "
        perl += 'print $r < 0 ? $! + 0 : 0, "\\n"'
        return int(self.says(f"perl -e '{perl}'", user).splitlines()[-1])


class Careless(Target):
    """A container without the profile."""
