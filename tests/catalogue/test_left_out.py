"""What a run leaves out, how it says so, and when that fails the run."""

import stat

import pytest

PLUGINS = "-p no:django -p no:hypothesispytest -p no:cacheprovider -p tests.catalogue.left_out"
MARKED = """
import pytest
@pytest.mark.{mark}
def test_with_a_tool(): pass
def test_without(): pass
"""


@pytest.fixture
def project(pytester, monkeypatch, tmp_path):
    """A project with this plugin, on a machine with no programs and no PostgreSQL."""
    for name in ("CI", "PYTEST_ADDOPTS", "MAGNOLIA_CHROMIUM", "MAGNOLIA_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    bare = tmp_path / "bin"
    bare.mkdir()
    monkeypatch.setenv("PATH", str(bare))
    pytester.makeini(f"[pytest]\naddopts = {PLUGINS}\ntestpaths = tests\n")
    pytester.mkdir("tests")
    return pytester


def write(project, name, text):
    """Put a file below the project's tests/."""
    file = project.path / "tests" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


def program(tmp_path, name):
    """Put a program of this name on PATH."""
    file = tmp_path / "bin" / name
    file.write_text("#!/bin/sh\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_a_browser_test_without_chromium_is_left_out_with_its_reason(project):
    write(project, "test_x.py", MARKED.format(mark="browser"))
    result = project.runpytest()
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*Left out*", "1 of the tests: No Chromium on this machine*", "*1 in tests/test_x.py"])


def test_a_browser_test_runs_where_chromium_is(project, tmp_path):
    program(tmp_path, "chromium")
    write(project, "test_x.py", MARKED.format(mark="browser"))
    result = project.runpytest()
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*Left out*", "Nothing: every test ran."])


def test_a_test_in_the_browser_folder_needs_no_mark_of_its_own(project):
    write(project, "browser/test_x.py", "def test_a_page(): pass\n")
    project.runpytest().assert_outcomes(skipped=1)


@pytest.mark.parametrize(
    ("database", "mark", "runs"),
    [
        ("", "postgres", 1),
        ("postgres://postgres@127.0.0.1/test", "postgres", 2),
        ("", "sqlite", 2),
        ("postgres://postgres@127.0.0.1/test", "sqlite", 1),
    ],
)
def test_a_test_of_one_database_runs_on_that_database_only(project, monkeypatch, database, mark, runs):
    monkeypatch.setenv("MAGNOLIA_DATABASE", database)
    write(project, "test_x.py", MARKED.format(mark=mark))
    project.runpytest().assert_outcomes(passed=runs, skipped=2 - runs)


def test_a_missing_program_is_named_with_the_package_that_brings_it(project):
    write(project, "test_x.py", MARKED.format(mark='needs("pdftotext")'))
    project.runpytest().stdout.fnmatch_lines(["*No pdftotext on this machine (Debian: apt-get install poppler-utils)."])


@pytest.mark.parametrize("workers", ["0", "2"])
def test_on_ci_an_unexpected_omission_fails_the_run_although_all_that_ran_has_passed(project, monkeypatch, workers):
    monkeypatch.setenv("CI", "true")
    write(project, "test_x.py", MARKED.format(mark="browser"))
    result = project.runpytest("-n", workers, "--dist", "loadgroup")
    result.assert_outcomes(passed=1, skipped=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["This run fails: *", "*tests/test_x.py::test_with_a_tool*"])


@pytest.mark.parametrize(
    "line", ["No Chromium on this machine (Debian: apt-get install chromium).", "tests/test_x.py::test_with_a_tool"]
)
def test_on_ci_what_the_committed_list_names_may_be_left_out(project, monkeypatch, line):
    monkeypatch.setenv("CI", "true")
    write(project, "test_x.py", MARKED.format(mark="browser"))
    write(project, "allowed_skips.txt", f"# why\n{line}\n")
    assert project.runpytest("-n", "2", "--dist", "loadgroup").ret == pytest.ExitCode.OK


def test_away_from_ci_an_omission_is_said_and_passes(project):
    write(project, "test_x.py", MARKED.format(mark="browser"))
    assert project.runpytest().ret == pytest.ExitCode.OK


def test_a_file_that_leaves_itself_out_is_counted_too(project, monkeypatch):
    monkeypatch.setenv("CI", "true")
    write(project, "test_x.py", "import pytest\npytest.importorskip('no_such_module')\ndef test_it(): pass\n")
    write(project, "test_y.py", "def test_it(): pass\n")
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["1 of the tests: could not import 'no_such_module'*"])


def test_tests_of_a_group_run_in_one_worker_of_several(project, monkeypatch, pytestconfig):
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    write(
        project,
        "test_x.py",
        "import os, pytest\n"
        "@pytest.mark.xdist_group('together')\n"
        "@pytest.mark.parametrize('n', range(6))\n"
        "def test_one(n):\n"
        "    with open('ran_in', 'a') as file:\n"
        "        print(os.environ['PYTEST_XDIST_WORKER'], file=file)\n",
    )
    project.runpytest_subprocess("-n", "2", "--dist=loadgroup").assert_outcomes(passed=6)
    ran_in = (project.path / "ran_in").read_text().split()
    assert (len(ran_in), len(set(ran_in))) == (6, 1)
