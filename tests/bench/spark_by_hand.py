"""The counting as somebody types it into Spark: the same queries, one after the other, on the same checked records.

    python spark_by_hand.py FOLDER AS_OF YYYYQn      a folder of participants, programs and wages as Parquet

Prints the seconds from a session that is ready to the counts of every rate, and how many there are.
"""

import os
import sys
import time
from datetime import date
from pathlib import Path

from pyspark.sql import SparkSession

from magnolia.outcomes.engine import as_select
from magnolia.outcomes.pipeline import of_law, steps
from magnolia.policy.outcome_law import outcome_law, template_version
from magnolia.policy.outcome_records import records
from magnolia.policy.periods import Quarter


def counted(folder: Path, as_of: date, through: Quarter) -> tuple[float, int]:
    law = outcome_law("ms", as_of, through)
    by = records("ms", template_version("ms", as_of))
    spark = (
        SparkSession.builder.master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
        .getOrCreate()
    )
    spark.range(1).count()
    started = time.perf_counter()
    for file in folder.glob("*.parquet"):
        spark.read.parquet(str(file)).createOrReplaceTempView(file.stem)
    for name, table in of_law(law, by).items():
        spark.sql(as_select(table)).createOrReplaceTempView(name)
    for step in steps():
        spark.sql(step.sql).createOrReplaceTempView(step.name)
    rows = spark.sql("select * from counts").collect()
    return time.perf_counter() - started, len(rows)


if __name__ == "__main__":
    taken, rates = counted(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), Quarter.parse(sys.argv[3]))
    print(f"{taken:.2f} s  {rates} rates")
