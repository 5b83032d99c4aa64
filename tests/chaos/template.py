"""A process that has imported the libraries and forks a fresh process on request, since starting one costs most of a second.

Only libraries are imported: our own modules are left to each fork, which reads its own environment. What a fork becomes
is a module that it runs as `python -m` would, to the same end.
"""

import ast
import importlib
import json
import os
import runpy
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
OURS = ("shared.", "services.")


class Forked:
    """One process that a template has forked; what subprocess.Popen can do, as far as tests use it."""

    def __init__(self, template: "Template", pid: int) -> None:
        self.pid = pid
        self._template = template
        self._exit_code: int | None = None

    def poll(self) -> int | None:
        """The exit code (negative: the signal that ended it), or None while it runs."""
        if self._exit_code is None:
            self._exit_code = self._template.ask({"poll": self.pid})
        return self._exit_code

    def wait(self, timeout: float = 60) -> int:
        """The exit code, waited for."""
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("a forked process", timeout)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """Signal it; nothing happens when it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


class Template:
    """The template of processes of one kind: with what our `modules` need at hand, under eventlet when they are `green`."""

    def __init__(self, modules: Sequence[str], *, green: bool) -> None:
        command = [sys.executable, "-m", "tests.chaos.template", "green" if green else "plain", *modules]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, module: str, *arguments: str, environment: Mapping[str, str], log: Path) -> Forked:
        """A fresh process that runs `module`; what it writes goes to the end of `log`."""
        request = {"run": [module, *arguments], "environment": dict(environment), "log": str(log)}
        return Forked(self, self.ask(request))

    def ask(self, request: dict[str, Any]) -> Any:
        """One line there, one line back."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        """End it, and what it has forked."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=20)


def libraries(module: str, seen: set[str]) -> list[str]:
    """What this module of ours, and those of ours that it imports, import from elsewhere; none is imported by this."""
    if module in seen:
        return []
    seen.add(module)
    if not module.startswith(OURS):
        return [module]
    source = ROOT.joinpath(*module.split("."))
    source = source / "__init__.py" if source.is_dir() else source.with_suffix(".py")
    if not source.exists():  # a name in a module
        return []
    imported: list[str] = []
    for statement in ast.parse(source.read_text("utf-8")).body:
        if isinstance(statement, ast.Import):
            imported += [name.name for name in statement.names]
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            imported.append(statement.module)
            if f"{statement.module}.".startswith(OURS):
                imported += [f"{statement.module}.{name.name}" for name in statement.names]
    return [library for one in imported for library in libraries(one, seen)]


def serve() -> list[str]:
    """Answer requests until nobody can ask any more; comes back only in a forked process, with what it shall run."""
    living: dict[int, int | None] = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "poll" in request:
            answer = living[request["poll"]] = _exit_code(request["poll"])
        else:
            answer = os.fork()
            if answer == 0:
                _become(request)
                return list(request["run"])
            living[answer] = None
        print(json.dumps(answer), flush=True)
    for pid in (pid for pid, code in living.items() if code is None):
        os.kill(pid, 9)
    sys.exit()


def _exit_code(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _become(request: dict[str, Any]) -> None:
    """Leave the template behind: its pipes, its environment and, when there is one, its hub."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(request["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for new, old in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(new, old)
    os.environ.update(request["environment"])
    if "eventlet" in sys.modules:
        importlib.import_module("eventlet.hubs").use_hub()  # a hub is a descriptor that a fork shares


def main() -> None:
    """Import what the named modules need, and serve."""
    kind, *modules = sys.argv[1:]
    if kind == "green":
        os.environ["EVENTLET_NO_GREENDNS"] = "yes"
        warnings.filterwarnings("ignore", message=r"\s*(Eventlet is deprecated|Using fork\(\) is a bad idea)")
        importlib.import_module("eventlet").monkey_patch()
    seen: set[str] = set()
    for library in [library for module in modules for library in libraries(module, seen)]:
        importlib.import_module(library)
    module, *arguments = serve()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
