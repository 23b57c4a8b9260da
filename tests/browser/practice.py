"""The practice data of a run: loaded once, and copied for the site of each worker."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .site import Site, created, dropped, environment_of, manage, running


@contextmanager
def _alone(root: Path) -> Iterator[Path]:
    """The workers of a run one after the other; the path of the file that counts who uses the data."""
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield root / "used_by"


def _load(folder: Path, jurisdictions: tuple[str, ...]) -> str:
    """Practice data in a new database; its address."""
    folder.mkdir()
    database = created(folder)
    environment = environment_of(folder, database)
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "demo", *(word for code in jurisdictions for word in ("--jurisdiction", code)))
    return database


@contextmanager
def practice_site(root: Path, folder: Path, jurisdictions: tuple[str, ...]) -> Iterator[Site]:
    """A site in `folder` with practice data that all workers share through `root`, until the block ends.

    The first worker that asks loads the data; the last one that leaves removes them.
    """
    data = root / "data"
    with ExitStack() as then:
        with _alone(root) as used_by:
            count = int(used_by.read_text()) if used_by.exists() else 0
            if not count:
                (root / "address").write_text(_load(data, jurisdictions))
            seed = (root / "address").read_text()
            used_by.write_text(str(count + 1))
            then.callback(_leave, root)
            shutil.copytree(data, folder, dirs_exist_ok=True)
            database = created(folder, like=seed)
            then.callback(dropped, database)
        yield then.enter_context(running(folder, database))


def _leave(root: Path) -> None:
    with _alone(root) as used_by:
        left = int(used_by.read_text()) - 1
        used_by.write_text(str(left))
        if not left:
            dropped((root / "address").read_text())
            shutil.rmtree(root / "data")
