"""The engines that a test runs on; Spark is left out where it is not installed, and the run says so."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

NO_SPARK = "PySpark is not installed; `make setup-spark` installs it."
SPARK = pytest.param(
    "spark",
    marks=[
        pytest.mark.needs("java"),
        pytest.mark.skipif(find_spec("pyspark") is None, reason=NO_SPARK),
        pytest.mark.xdist_group("spark"),
    ],
)
ENGINES = ["duckdb", SPARK]
