"""Spark as the engine, for who outgrows one machine: the same numbered files, on the checked Parquet of the intake.

The master is that of MAGNOLIA_SPARK_MASTER, else of Spark's own configuration (SPARK_CONF_DIR), else this machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from magnolia.calling import WrongCall

from .engine import Rows, as_select
from .sources import quoted

MASTER, HERE = "MAGNOLIA_SPARK_MASTER", "local[*]"
PARTITIONS_A_CORE = 2
SIZE = re.compile(r"([0-9]+)(?:\.[0-9]+)? ?([KMGT])i?B?", re.IGNORECASE)


class Spark:
    """Steps as views of one session, held in memory where they are kept."""

    name = "spark"

    def __init__(self, session: Any, checked: Path) -> None:
        self.session = session
        for file in sorted(checked.glob("*.parquet")):
            session.read.parquet(str(file)).createOrReplaceTempView(file.stem)

    def table(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self.session.sql(as_select(rows)).createOrReplaceTempView(name)

    def step(self, name: str, sql: str, kept: bool) -> None:
        made = self.session.sql(sql)
        (made.persist() if kept else made).createOrReplaceTempView(name)

    def rows(self, sql: str) -> Rows:
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def hand_over(self, name: str, folder: Path) -> str:
        self.session.table(name).write.parquet(str(folder))
        return f"read_parquet({quoted(str(folder / '*.parquet'))})"


@contextmanager
def session(work: Path, memory_limit: str) -> Iterator[Any]:
    """A session of this run alone, whose own files are in `work`. Raises WrongCall without PySpark or Java."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise WrongCall("--engine spark takes PySpark, an extra: `make setup-spark` installs it") from None
    size = SIZE.fullmatch(memory_limit.strip())
    if not size:
        raise WrongCall(f"--memory-limit must be a size such as 2GB, not {memory_limit[:40]!r}")
    builder = (
        SparkSession.builder.appName("magnolia outcomes")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(work / "warehouse"))
        .config("spark.driver.memory", f"{size[1]}{size[2].lower()}")
    )
    if master := os.environ.get(MASTER) or ("" if "SPARK_CONF_DIR" in os.environ else HERE):
        builder = builder.master(master)
    if master.startswith("local"):
        builder = builder.config("spark.local.dir", str(work)).config(
            "spark.sql.shuffle.partitions", str(PARTITIONS_A_CORE * (os.cpu_count() or 1))
        )
    try:
        made = builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError):
        raise WrongCall("Spark does not start; it needs Java 17 (JAVA_HOME) and a master that answers") from None
    made.sparkContext.setLogLevel("OFF")
    try:
        yield made
    except (PySparkException, Py4JError) as fault:  # its words could repeat a cell
        raise WrongCall(f"the run stopped in Spark ({type(fault).__name__}); nothing was written") from None
    finally:
        made.stop()
