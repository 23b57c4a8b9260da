"""What this machine has that some tests need."""

import os
import shutil
import sys

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POSTGRES = ("postgres://", "postgresql://")
PACKAGES = {
    "pdftotext": "poppler-utils",
    "pdfinfo": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "node": "nodejs",
    "clamd": "clamav-daemon",
}
DAEMONS = ":/usr/sbin:/usr/local/sbin"  # not on everybody's PATH


def chromium() -> str | None:
    """Return the path of a Chromium: MAGNOLIA_CHROMIUM, or the first one on PATH."""
    named = os.environ.get("MAGNOLIA_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def program(name: str) -> str | None:
    """The path of a program, a daemon included."""
    return shutil.which(name, path=os.environ.get("PATH", os.defpath) + DAEMONS)


def on_postgres() -> bool:
    """Tell whether MAGNOLIA_DATABASE names a PostgreSQL database; without it the tests run on SQLite."""
    return os.environ.get("MAGNOLIA_DATABASE", "").startswith(POSTGRES)


def missing(mark: str, programs: tuple[str, ...] = ()) -> str | None:
    """Say why a test with this mark cannot run here, in one sentence; None when it can.

    These sentences are also the keys of tests/allowed_skips.txt.
    """
    if mark == "browser" and chromium() is None:
        return "No Chromium on this machine (Debian: apt-get install chromium)."
    if mark == "postgres" and not on_postgres():
        return "This run is on SQLite; `make test-postgres` runs it on PostgreSQL."
    if mark == "sqlite" and on_postgres():
        return "This run is on PostgreSQL; `make test` runs it on SQLite."
    if mark == "needs":
        absent = [name for name in programs if program(name) is None]
        packages = " ".join(dict.fromkeys(PACKAGES.get(name, name) for name in absent))
        if absent:
            return f"No {' and no '.join(absent)} on this machine (Debian: apt-get install {packages})."
    return None


def postgres_does_not_answer() -> str | None:
    """Try the server that MAGNOLIA_DATABASE names; say what is wrong, or None when it answers."""
    import psycopg

    url = os.environ.get("MAGNOLIA_DATABASE", "")
    if not on_postgres():
        return "MAGNOLIA_DATABASE does not name a PostgreSQL database (postgres://user@host:5432/name)."
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        place = url.rpartition("@")[2]
        return f"No PostgreSQL server answers at {place}: start one, or name another in MAGNOLIA_DATABASE."
    return None


if __name__ == "__main__":
    sys.exit(postgres_does_not_answer())
