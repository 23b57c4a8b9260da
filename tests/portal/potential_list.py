"""The working list of potentially eligible programs as its tests read and load it."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from .bring import body

KEEPING, PROPOSE = "potential_keeping", "potential_proposals"
HEADER = "institution,program,clock_hours,weeks"
EXAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "ms_short_term_program_examples.csv"


def words(answer) -> str:
    html = body(answer)
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).replace("&#x27;", "'").split())


def public(state="ms", **asked):
    return Client().get(reverse("potential_programs", args=[state]), asked)


def listed(state="ms", **asked) -> list[str]:
    return [row.name for row in public(state, **asked).context["page"].object_list]


def hidden(client, url, label) -> dict[str, str]:
    html = client.get(url).content.decode()
    form = html.partition(f'aria-label="{label}"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(seen|key)" value="([^"]*)">', form))


def upload(client, content, name="programs.csv"):
    page = reverse(KEEPING)
    data = content if isinstance(content, bytes) else content.encode()
    typed = hidden(client, page, "Load a file") | {"do": "try", "file": SimpleUploadedFile(name, data)}
    return client.post(page, typed)


def load(client, content, name="programs.csv"):
    """Upload a file, and keep what the preview shows; the page of the preview."""
    answer = upload(client, content, name)
    assert answer.status_code == 302, words(answer)
    preview = client.get(answer["Location"])
    sent = hidden(client, answer["Location"], "Load or drop") | {"do": "load"}
    assert client.post(answer["Location"], sent).status_code == 302
    return preview


def csv_of(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


def lengths() -> str:
    """The lengths the requirement names, on both sides of each limit."""
    hours = [f"Sample College,H{hours},{hours},10" for hours in (149, 150, 599, 600)]
    weeks = [f"Sample College,W{weeks},300,{weeks}" for weeks in ("7.9", "8", "14.9", "15")]
    return csv_of(*hours, *weeks, "Sample College,No hours,,10", "Sample College,No weeks,300,")
