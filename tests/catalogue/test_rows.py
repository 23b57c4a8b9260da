"""The row marks: what they refuse, and what the report says after a run."""

import json

import pytest

PLUGINS = "-p no:django -p no:hypothesispytest -p no:cacheprovider -p tests.catalogue.rows"
PROVES = """
import pytest
@pytest.mark.row("AAA-01")
def test_it_holds(): assert 1 + 1 == 2
"""


@pytest.fixture
def project(pytester, monkeypatch):
    """A project with a catalogue of five rows and this plugin."""
    for name in ("CI", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    folder = pytester.mkdir("docs") / "requirements"
    folder.mkdir()
    rows = [f"- id: {row}\n  proof: a proof\n" for row in ("AAA-01", "AAA-02", "AAA-03", "AAA-04", "B-CD-01")]
    (folder / "part.yaml").write_text("\n".join(rows))
    pytester.makeini(f"[pytest]\naddopts = {PLUGINS}\ntestpaths = .\n")
    return pytester


def reported(project):
    """The report of the last run, with the tests' names instead of their ids."""
    rows = json.loads((project.path / ".report" / "rows.json").read_text())
    return {row: {test.rpartition("::")[2]: said for test, said in tests.items()} for row, tests in rows.items()}


def test_a_mark_with_an_unknown_id_is_a_collection_error(project):
    project.makepyfile(test_x=PROVES.replace("AAA-01", "AAA-99"))
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*test_it_holds: there is no row AAA-99 in docs/requirements/.*"])


@pytest.mark.parametrize(("count", "status"), [(3, pytest.ExitCode.OK), (4, pytest.ExitCode.INTERRUPTED)])
def test_three_rows_are_the_most_a_test_can_be_marked_with(project, count, status):
    ids = ", ".join(f'"AAA-0{number}"' for number in range(1, count + 1))
    project.makepyfile(test_x=PROVES.replace('"AAA-01"', ids))
    assert project.runpytest().ret == status


def test_marks_of_the_file_the_class_and_the_function_count_together(project):
    project.makepyfile(
        test_x="""
        import pytest
        pytestmark = pytest.mark.row("AAA-01", "AAA-02")
        @pytest.mark.row("AAA-03")
        class TestX:
            @pytest.mark.row("AAA-04")
            def test_it(self): pass
        """
    )
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*4 rows are marked, 3 are the most a test can prove.*"])


def test_a_mark_without_an_id_is_a_collection_error(project):
    project.makepyfile(test_x=PROVES.replace('"AAA-01"', ""))
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*a row mark names no row.*"])


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_report_holds_each_outcome_whether_or_not_the_tests_ran_in_parallel(project, workers):
    project.makepyfile(
        test_x="""
        import pytest
        @pytest.mark.row("AAA-01", "B-CD-01")
        @pytest.mark.xdist_group("slow")
        def test_good(): pass
        @pytest.mark.row("AAA-02")
        def test_bad(): assert 1 == 2
        @pytest.mark.row("AAA-03")
        @pytest.mark.skip(reason="left out")
        def test_left_out(): pass
        @pytest.fixture
        def falls_over():
            yield
            raise RuntimeError
        @pytest.mark.row("AAA-04")
        def test_good_but_its_end(falls_over): pass
        """
    )
    project.runpytest("-n", workers, "--dist", "loadgroup")
    assert reported(project) == {
        "AAA-01": {"test_good": "passed"},
        "B-CD-01": {"test_good": "passed"},
        "AAA-02": {"test_bad": "failed"},
        "AAA-03": {"test_left_out": "skipped"},
        "AAA-04": {"test_good_but_its_end": "failed"},
    }


def test_the_id_of_a_grouped_test_is_the_same_in_parallel_and_alone(project):
    project.makepyfile(test_x=PROVES.replace("def test", '@pytest.mark.xdist_group("slow")\ndef test'))
    ids = []
    for workers in ("0", "2"):
        project.runpytest("-n", workers, "--dist", "loadgroup")
        ids.append((project.path / ".report" / "rows.json").read_text())
    assert ids[0] == ids[1]
    assert "test_x.py::test_it_holds" in ids[0]


def test_a_run_of_one_file_keeps_what_the_others_proved(project):
    project.makepyfile(test_x=PROVES, test_y=PROVES.replace("AAA-01", "AAA-02"))
    project.runpytest()
    project.makepyfile(test_y=PROVES.replace("AAA-01", "AAA-03"))
    project.runpytest("test_y.py")
    assert list(reported(project)) == ["AAA-01", "AAA-03"]


def test_a_run_of_everything_forgets_a_test_that_is_gone(project):
    project.makepyfile(test_x=PROVES, test_y=PROVES.replace("AAA-01", "AAA-02"))
    project.runpytest()
    (project.path / "test_y.py").unlink()
    project.runpytest()
    assert list(reported(project)) == ["AAA-01"]


def test_collecting_without_running_leaves_the_report_alone(project):
    project.makepyfile(test_x=PROVES)
    project.runpytest()
    project.runpytest("--collect-only")
    assert reported(project) == {"AAA-01": {"test_it_holds": "passed"}}


def test_half_a_report_of_a_killed_run_is_written_anew(project):
    project.makepyfile(test_x=PROVES)
    (project.path / ".report").mkdir()
    (project.path / ".report" / "rows.json").write_text('{"AAA-0')
    assert project.runpytest("test_x.py").ret == pytest.ExitCode.OK
    assert list(reported(project)) == ["AAA-01"]
