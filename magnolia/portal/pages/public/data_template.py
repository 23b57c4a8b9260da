"""The Data Submission Template for everybody: its version, its field dictionary, and the files to fill in."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from magnolia.policy.data_template import template

from ...actions import law
from ...actions.applying import template_files
from ...actions.papers.file_kinds import CSV, XLSX
from ..request import Request, known_state, today

WORKBOOK, DICTIONARY = "data-submission-template", "field-dictionary"


def data_template(request: Request, jurisdiction: str) -> HttpResponse:
    """Version in force, every column with its meaning, and the downloads."""
    state = known_state(jurisdiction)
    on, found = today(request, state), template(state)
    version = template_files.current(state, on)
    names = [(f"{WORKBOOK}.xlsx", "All tables and the dictionary, for Excel")]
    names += [(f"{each.id}.csv", f"{each.title}: the header row") for each in found.tables.values()]
    names.append((f"{DICTIONARY}.csv", "Field dictionary"))
    context = {
        "state": state,
        "version": version,
        "in_force": law.value(state, template_files.VERSION, on),
        "tables": [
            (table, [(each, found.elements[each.element]) for each in found.of(table.id, version)])
            for table in found.tables.values()
        ],
        "downloads": [(name, says, reverse("data_template_file", args=[state, name])) for name, says in names],
    }
    return render(request, "public/data_template.html", context)


def download(request: Request, jurisdiction: str, name: str) -> HttpResponse:
    """One file of the version in force; its name carries the version."""
    state = known_state(jurisdiction)
    version = template_files.current(state, today(request, state))
    stem, _, ending = name.rpartition(".")
    if name == f"{WORKBOOK}.xlsx":
        content = template_files.as_workbook(state, version)
    elif name == f"{DICTIONARY}.csv":
        content = template_files.dictionary_csv(state, version)
    elif ending == "csv" and stem in template(state).tables:
        content = template_files.as_csv(state, stem, version)
    else:
        raise Http404("no such file")
    kind = XLSX if ending == "xlsx" else CSV
    response = HttpResponse(content, content_type=kind.media_type)
    response["Content-Disposition"] = f'attachment; filename="{stem}-version-{version}.{ending}"'
    return response
