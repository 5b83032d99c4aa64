"""What the person at the terminal sees while the edition is played."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Item = TypeVar("Item")
Made = TypeVar("Made")

AT_ONCE = 4

Watch = Callable[[str, int], None]


class Show:
    """A bar for the whole edition and one for the act being played; `watch` hears (act, how many done)."""

    def __init__(self, acts: int, *, console: Console, watch: Watch | None = None) -> None:
        self.console = console
        self._watch = watch
        self._bars = Progress(
            TextColumn("[bold]{task.description:<36}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._edition = self._bars.add_task("The edition", total=acts)
        self._act: TaskID = self._edition
        self._name = ""
        self._done = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Show the bars while the edition is played."""
        with self._bars:
            yield

    @contextmanager
    def act(self, name: str, total: int = 1) -> Iterator[None]:
        """Play one act; it fills its bar by `step`."""
        self._name, self._done = name, 0
        self._act = self._bars.add_task(name, total=total)
        yield
        self._bars.update(self._act, completed=total)
        self._bars.advance(self._edition)

    def step(self) -> None:
        """One more of the act's things is done."""
        self._done += 1
        self._bars.advance(self._act)
        if self._watch:
            self._watch(self._name, self._done)

    def together(self, work: Callable[[Item], Made], items: list[Item]) -> list[Made]:
        """Do `work` for every item, a few at once, a step each; the results in the items' order."""

        def one(item: Item) -> Made:
            made = work(item)
            self.step()
            return made

        with ThreadPoolExecutor(AT_ONCE) as people:
            return list(people.map(one, items))
