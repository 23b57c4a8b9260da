"""The toolkit: four headings, each with an item, and every link in it leads to a page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from magnolia.policy.layers import LawError, fill_all, jurisdictions, read
from magnolia.policy.toolkit import build, toolkit
from magnolia.portal.actions.keeping import toolkit_items
from magnolia.portal.models import Event, ToolkitFile, ToolkitItem

from .bring import it_is
from .filling import pdf
from .sheets import workbook

GROUPS = ["Practical resources", "Implementation strategies", "Compliance guidance", "Supporting materials"]
KEEP = "toolkit_keeping"
TYPED = {
    "do": "save", "group": "practical", "title": "Planning sheet", "purpose": "Plan the first cohort.",
    "link": "https://example.test/plan", "dated": "2026-08-01",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&#x27;", "'").split())


def page(state="ms"):
    return Client().get(reverse("toolkit", args=[state]))


def under(answer) -> dict[str, list[str]]:
    return {group.title: [item.title for item in items] for group, items in answer.context["headings"]}


def links(answer) -> list[str]:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'<a [^>]*href="([^"]+)"', main)


def once(client, query="") -> dict[str, str]:
    html = client.get(reverse(KEEP) + query).content.decode()
    form = html.partition('id="form"')[2]
    return dict(re.findall(r'<input type="hidden" name="(seen|key|pk|delivered)" value="([^"]*)">', form))


def save(client, query="", **typed):
    return client.post(reverse(KEEP), once(client, query) | TYPED | typed)


@pytest.fixture
def keeper(ms, enter):
    return enter(ms.director)


@pytest.mark.row("PROC-14")
@pytest.mark.parametrize("state", jurisdictions())
def test_anybody_finds_an_item_under_each_of_the_four_headings_and_every_link_resolves(ms, xx, enter, state):
    cast = {"ms": ms, "xx": xx}[state]
    client = enter(cast.intake)
    assert save(client, link="", file=SimpleUploadedFile("plan.pdf", pdf("Plan"))).status_code == 302
    assert save(client, title="Elsewhere", group="supporting").status_code == 302
    answer = page(state)
    assert answer.status_code == 200
    found = under(answer)
    assert list(found) == GROUPS
    assert all(found.values())
    assert "Planning sheet" in found["Practical resources"]
    shown = links(answer)
    assert len(shown) >= sum(map(len, found.values()))
    for link in shown:
        if link.startswith("/"):
            opened = Client().get(link)
            assert opened.status_code == 200, link
        else:
            assert link.startswith("https://"), link
    assert [
        item for _, items in answer.context["headings"] for item in items if not item.address and not item.file
    ] == []


def test_a_delivered_item_whose_page_is_not_there_is_left_out(ms):
    there = {each.delivered for each in toolkit_items.delivered("ms")}
    for item in toolkit("ms").items.values():
        assert (item.id in there) == bool(toolkit_items.page_of(item.page, "ms"))
    assert {"data_template", "process", "criteria", "programs"} <= there
    assert toolkit_items.page_of("no_such_page", "ms") == ""


BAD_LINKS = {
    "javascript:alert(1)": "begins with https://",
    "http://example.test/": "begins with https://",
    "//example.test/": "begins with https://",
    "https://user@example.test/": "begins with https://",
    "https://example .test/": "begins with https://",
    "https://": "begins with https://",
    "data:text/html,x": "begins with https://",
    "/nowhere/": "has no page with this address",
    "/in/ms/nowhere/": "has no page with this address",
    "/in/xx/criteria/": "a public page of this State as a whole",
    "/in/zz/criteria/": "a public page of this State as a whole",
    "/in/ms/programs/NO-1/": "not to one program",
    "/queue/": "opens only after signing in",
}


@pytest.mark.parametrize("link", BAD_LINKS)
def test_a_link_that_leads_nowhere_is_refused_with_the_reason_and_what_was_typed(keeper, link):
    answer = save(keeper, link=link)
    assert answer.status_code == 422
    assert BAD_LINKS[link] in " ".join(answer.context["form"].errors["link"])
    assert answer.context["form"]["title"].value() == "Planning sheet"
    assert not ToolkitItem.objects.exists()


@pytest.mark.parametrize(
    "link", ["/in/ms/criteria/", "/in/ms/criteria/?q=weeks#found", "/verify/", "https://a.example.test/x?y#z"]
)
def test_a_link_that_leads_somewhere_is_taken(keeper, link):
    assert save(keeper, link=link).status_code == 302
    assert link.replace("&", "&amp;") in links(page())


def test_an_item_needs_exactly_one_of_a_link_and_a_file_and_the_file_passes_the_checks_of_documents(keeper):
    assert "Give a link, or add a file." in words(save(keeper, link=""))
    both = save(keeper, file=SimpleUploadedFile("plan.pdf", pdf("Plan")))
    assert "Give a link or a file, not both." in words(both)
    for name, content, says in (
        ("plan.pdf", b"MZ not a pdf", "is not a PDF as its name says"),
        ("plan.pdf", b"", "is empty (0 bytes)"),
        ("plan.exe", b"MZ", "it takes a PDF"),
        ("plan.xlsx", workbook([["a"]], far="XFD1048576"), "unpacks to far more"),
    ):
        answer = save(keeper, link="", file=SimpleUploadedFile(name, content))
        assert answer.status_code == 422
        assert says in words(answer)
    assert not ToolkitItem.objects.exists()
    assert not ToolkitFile.objects.exists()


def test_an_item_is_changed_withdrawn_and_shown_again_each_with_its_event(keeper, ms):
    assert save(keeper, link="", file=SimpleUploadedFile("plan.pdf", pdf("Plan"))).status_code == 302
    item = ToolkitItem.objects.get()
    query = f"?pk={item.pk}"
    stored = item.files.get()
    address = reverse("toolkit_file", args=["ms", stored.pk])
    got = Client().get(address)
    assert (got.status_code, got.content[:5]) == (200, b"%PDF-")
    assert got["Content-Disposition"].startswith("attachment")
    assert Client().get(reverse("toolkit_file", args=["xx", stored.pk])).status_code == 404
    assert save(keeper, query, link="", title="Better sheet").status_code == 302  # keeps its file
    assert under(page())["Practical resources"][-1] == "Better sheet"
    stale = keeper.post(reverse(KEEP), TYPED | {"pk": str(item.pk), "seen": "1", "key": "k", "link": ""})
    assert stale.status_code == 409
    sent = once(keeper, query) | {"do": "withdraw"}
    assert keeper.post(reverse(KEEP), sent | {"reason": ""}).status_code == 422
    assert keeper.post(reverse(KEEP), sent | {"reason": "Out of date"}).status_code == 302
    assert "Better sheet" not in under(page())["Practical resources"]
    assert Client().get(address).status_code == 404
    assert keeper.get(address).status_code == 200
    assert keeper.post(reverse(KEEP), once(keeper, query) | {"do": "show_again"}).status_code == 302
    assert "Better sheet" in under(page())["Practical resources"]
    moves = Event.objects.filter(thing_id=item.pk).order_by("seq").values_list("move", flat=True)
    assert list(moves) == ["add", "change", "withdraw", "show_again"]


def test_own_words_stand_in_place_of_a_delivered_item_and_the_last_item_of_a_heading_stays(keeper):
    before = under(page())["Compliance guidance"]
    for item in [each for each in toolkit_items.delivered("ms") if each.group == "compliance"]:
        replaced = save(
            keeper, f"?delivered={item.delivered}", group="compliance", title=f"Own {item.title}", link=item.address
        )
        assert replaced.status_code == 302
    own = under(page())["Compliance guidance"]
    assert sorted(own) == sorted(f"Own {title}" for title in before)
    rows = list(ToolkitItem.objects.filter(group="compliance"))
    for row in rows[:-1]:
        sent = once(keeper, f"?pk={row.pk}") | {"do": "withdraw", "reason": "Not now"}
        assert keeper.post(reverse(KEEP), sent).status_code == 302
    sent = once(keeper, f"?pk={rows[-1].pk}") | {"do": "withdraw", "reason": "Not now"}
    answer = keeper.post(reverse(KEEP), sent)
    assert answer.status_code == 422
    assert "the last item under its heading" in words(answer)
    moved = save(keeper, f"?pk={rows[-1].pk}", group="practical")
    assert moved.status_code == 422
    assert len(under(page())["Compliance guidance"]) == 1


def test_an_item_that_came_to_lead_nowhere_is_left_out_and_flagged_to_the_staff(keeper, monkeypatch):
    assert save(keeper, link="/in/ms/process/").status_code == 302
    ToolkitItem.objects.update(link="/in/ms/gone/")  # as if a page went away with a later version
    assert "Planning sheet" not in under(page())["Practical resources"]
    assert "Leads nowhere" in words(keeper.get(reverse(KEEP)))


def test_others_than_the_agency_keep_nothing(ms, xx, enter, keeper):
    assert save(keeper).status_code == 302
    item = ToolkitItem.objects.get()
    for person in (ms.preparer, ms.governor, ms.administrator):
        assert enter(person).get(reverse(KEEP)).status_code == 403
    auditor = enter(ms.auditor)
    assert auditor.get(reverse(KEEP)).status_code == 200
    assert auditor.post(reverse(KEEP), TYPED | {"key": "a"}).status_code == 422
    stranger = enter(xx.intake)
    assert stranger.get(f"{reverse(KEEP)}?pk={item.pk}").status_code == 404
    assert stranger.post(reverse(KEEP), TYPED | {"pk": str(item.pk), "seen": "1"}).status_code == 404
    assert "Planning sheet" not in words(page("xx"))


def test_the_page_asks_as_many_questions_with_many_items_as_with_one(keeper):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for number in (1, 4):
        for n in range(number):
            file = SimpleUploadedFile("plan.pdf", pdf(f"Plan {number} {n}"))
            assert save(keeper, title=f"Sheet {number} {n}", link="", file=file).status_code == 302
        page()
        with CaptureQueriesContext(connection) as asked:
            page()
        with CaptureQueriesContext(connection) as kept:
            keeper.get(reverse(KEEP))
        counted.append((len(asked), len(kept)))
    assert counted[0] == counted[1]


def test_a_delivered_item_under_no_heading_and_a_name_left_open_are_refused():
    blocks = fill_all(read("model", "toolkit"), read("states/ms", "profile"))
    item = blocks["item"]["criteria"]
    with pytest.raises(LawError, match="no group"):
        build({**blocks, "item": {"criteria": {**item, "group": "none"}}})
    with pytest.raises(LawError, match="no State profile gives"):
        build({**blocks, "item": {"criteria": {**item, "title": "Of {nobody}"}}})


@pytest.mark.parametrize("typed", ["2026-08-02", "2026-08-03", "2026-08-04"])
def test_no_date_of_the_toolkit_is_later_than_today_in_the_state(ms, keeper, settings, typed):
    it_is(settings, datetime(2026, 8, 4, 3, tzinfo=UTC))  # in the State still the third
    answer = save(keeper, dated=typed)
    assert answer.status_code == (422 if typed == "2026-08-04" else 302)
    if answer.status_code == 422:
        assert "Date: This day has not come yet." in words(answer)
    dates = {item.dated for _, items in page().context["headings"] for item in items}
    assert max(dates) == date(2026, 8, 3)
