"""Tests make their tables from the models; these hold the migrations to them, in a process that knows migrations."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import magnolia.portal.migrations

MIGRATIONS = Path(magnolia.portal.migrations.__path__[0])
ENDS = """
import django
django.setup()
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

short = %r
loader = MigrationLoader(None, replace_migrations=short)
(end,) = (node for node in loader.graph.leaf_nodes("portal") if short or "squashed" not in node[1])
found, wanted = loader.project_state([end]), ProjectState.from_apps(apps)
for name in wanted.models:
    if name[0] == "portal":
        assert sorted(found.models[name].fields) == sorted(wanted.models[name].fields), name
print(end[1])
"""


def run(*words: str) -> subprocess.CompletedProcess[str]:
    settings = {"DJANGO_SETTINGS_MODULE": "magnolia.portal.settings"}
    return subprocess.run([sys.executable, *words], env=os.environ | settings, capture_output=True, text=True)


def test_the_migrations_say_what_the_models_say():
    done = run("-m", "magnolia", "manage", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


def test_a_start_on_this_database_says_no_warning():
    done = run("-m", "magnolia", "manage", "check", "--database", "default", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("short", [True, False])
def test_one_migration_makes_a_new_database_and_those_it_stands_for_bring_an_older_one_as_far(short):
    done = run("-c", ENDS % short)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == max(path.stem for path in MIGRATIONS.glob("0*.py") if "squashed" not in path.stem)
