"""`magnolia occupations`: lists of priority occupations, and the files they are made from."""

from __future__ import annotations

import argparse

from .parsing import answered, of_a_state


def add(parser: argparse.ArgumentParser) -> None:
    tasks = parser.add_subparsers(title="tasks", metavar="TASK", required=True)
    build = tasks.add_parser("build", help="make the lists from a file of labor market data")
    build.add_argument("--labor", metavar="FILE", required=True, help="one row per workforce ecosystem and occupation")
    build.add_argument("--out", metavar="DIR", required=True, help="folder for the lists")
    build.add_argument("--as-of", metavar="DATE", help="the day whose law counts (default: today in the State)")
    build.add_argument("--exceptions", metavar="FILE", help="occupations whose standard exclusion is lifted, and why")
    build.add_argument("--json", action="store_true", help="what was done, or the faults, as JSON")
    build.set_defaults(run=_build, parser=build)
    recipe = tasks.add_parser("recipe", help="put such a file together from public figures, as an approximation")
    recipe.add_argument("--data", metavar="DIR", required=True, help="folder of the public figures")
    recipe.add_argument("--out", metavar="FILE", required=True, help="the file, for --labor of build")
    recipe.add_argument("--parts", metavar="DIR", help="each part of the file on its own as well, for import")
    recipe.add_argument("--whole-state", action="store_true", help="the State as one area, not its areas")
    recipe.add_argument("--explain", metavar="SOC", help="the occupation whose rows are explained")
    recipe.set_defaults(run=_recipe, parser=recipe)

    join = tasks.add_parser("import", help="put such a file together from exports of other programs")
    join.add_argument(
        "--export", metavar="FILE [MAPPING]", nargs="+", action="append", required=True,
        help="an export, and the TOML file that says what its columns mean; the first says which occupations there are",
    )  # fmt: skip
    join.add_argument("--out", metavar="FILE", required=True, help="the file, for --labor of build")
    join.add_argument("--as-of", metavar="DATE", help="the day whose law counts (default: today in the State)")
    join.add_argument("--json", action="store_true", help="what was done, or the faults, as JSON")
    join.set_defaults(run=_import, parser=join)
    of_a_state(parser, *tasks.choices.values())


def _import(asked: argparse.Namespace) -> int:
    from magnolia.occupations import importing

    call = importing.Call(asked.export, asked.out, asked.as_of, asked.jurisdiction, asked.json)
    return answered(asked, lambda: importing.run(call))


def _recipe(asked: argparse.Namespace) -> int:
    from magnolia.occupations import approximating

    return answered(
        asked,
        lambda: approximating.run(
            asked.data, asked.out, asked.jurisdiction, asked.whole_state, asked.explain, asked.parts
        ),
    )


def _build(asked: argparse.Namespace) -> int:
    from magnolia.occupations import building

    call = building.Call(asked.labor, asked.out, asked.as_of, asked.exceptions, asked.jurisdiction, asked.json)
    return answered(asked, lambda: building.run(call))
