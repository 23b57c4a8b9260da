"""The components: each is demonstrated, says what it takes, and lets nothing through unescaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Engine
from django.template.loader import get_template
from django_cotton.compiler_regex import CottonCompiler

from magnolia.portal import settings as portal_settings
from magnolia.portal.pages.components import components
from magnolia.portal.pages.forms import MoneyField, PlainForm, YesNo

TEMPLATES = portal_settings.PACKAGE / "templates"
COMPONENTS = sorted((TEMPLATES / "usa").glob("*.html"))
EVIL = "<script>alert(1)</script>"


def draw(source: str, **context: object) -> str:
    """A piece of a page, as its writer types it."""
    return Engine.get_default().from_string(CottonCompiler().process(source)).render(Context(context))


class Page(HTMLParser):
    """What a browser would know of a page: its elements with their attributes, and the words inside scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attrs in self.elements if (value := attrs.get(name)) is not None]


@pytest.fixture
def demo(rf, db) -> str:
    return components(rf.get("/components/")).content.decode()


def used_in(path: Path) -> set[str]:
    return {name.replace("-", "_") for name in re.findall(r"<c-(?!slot|vars)([\w-]+)", path.read_text())}


def test_every_component_is_in_the_demonstration():
    shown, waiting = set[str](), used_in(TEMPLATES / "public" / "components.html") | used_in(TEMPLATES / "base.html")
    while waiting:
        name = waiting.pop()
        shown.add(name)
        waiting |= used_in(TEMPLATES / "usa" / f"{name}.html") - shown
    assert {path.stem for path in COMPONENTS} - shown == set()


def test_every_component_a_page_uses_exists():
    names = {path.stem for path in COMPONENTS}
    unknown = {str(page): used_in(page) - names for page in TEMPLATES.rglob("*.html") if used_in(page) - names}
    assert unknown == {}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_at_its_top_what_it_takes(path):
    text = path.read_text()
    comment = re.match(r"(?:{% load static %})?{% comment %}(.+?){% endcomment %}", text, re.S)
    assert comment, "The file starts with a comment that names its arguments."
    declared = re.search(r"<c-vars\s([^>]*)/>", text)
    arguments = re.findall(r":?(\w+)=", declared.group(1)) if declared else []
    assert [name for name in arguments if not re.search(rf"\b{name}\b", comment.group(1))] == []


def test_names_of_the_design_system_stand_only_in_components():
    ours = [*TEMPLATES.rglob("*.html"), *portal_settings.PACKAGE.rglob("*.py")]
    strays = [str(path) for path in ours if path.parent != TEMPLATES / "usa" and re.search(r"\busa-", path.read_text())]
    assert strays == []


def test_the_demonstration_leaves_nothing_undrawn_and_nothing_inline(demo):
    page = Page(demo)
    assert not re.search(r"{{|{%|<c-|</c-|__COTTON", demo)
    assert page.all("style") == []
    assert [attrs for tag, attrs in page.elements if tag == "script" and "src" not in attrs] == []
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]


def test_every_id_is_given_once_and_every_reference_finds_it(demo):
    page = Page(demo)
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    wanted = [
        word
        for name in ("for", "aria-describedby", "aria-labelledby")
        for each in page.all(name)
        for word in each.split()
    ]
    wanted += [href[1:] for href in page.all("href") if href.startswith("#id_")]
    assert wanted
    assert set(wanted) <= set(ids)


def test_the_error_summary_links_to_the_first_control_of_each_wrong_answer(demo):
    for control in ("id_sent-weeks", "id_sent-credit_0", "id_sent-founded_month", "id_sent-letter", "id_sent-agree"):
        assert f'href="#{control}"' in demo


def test_the_tab_of_a_page_with_wrong_answers_says_error(rf, db):
    class Form(PlainForm):
        name = forms.CharField()

    title = re.compile(r"<title>Error: ")
    assert title.search(get_template("404.html").render({"form": Form({})}))
    assert not title.search(get_template("404.html").render({"form": Form({"name": "Welding"})}))


@pytest.mark.parametrize(
    "source",
    [
        '<c-tag :label="words" />',
        '<c-tag label="{{ words }}" />',
        "<c-tag>{{ words }}</c-tag>",
        '<c-button :label="words" :value="words" :hint="words" name="x" />',
        '<c-summary-row :key="words" :value="words" :change="words" />',
        '<c-heading :title="words" :lead="words" />',
        '<c-table :caption="words" headers="{{ words }}|#{{ words }}"></c-table>',
    ],
)
def test_what_a_person_typed_is_never_markup(source):
    drawn = draw(source, words=EVIL)
    assert "<script" not in drawn
    assert "&lt;script" in drawn


def test_a_field_that_the_form_does_not_have_is_an_error_and_not_an_empty_spot():
    with pytest.raises(Exception, match="c-field needs :field"):
        draw('<c-field :field="form.nmae" />', form=PlainForm())


def test_a_posted_form_brings_its_token_and_leaves_checking_to_the_server(rf, db):
    page = get_template("account/logout.html").render({}, rf.get("/"))
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', page)
    assert "novalidate" in page


def test_a_wrong_answer_is_marked_and_described_by_its_message_and_its_hint():
    class Form(PlainForm):
        weeks = forms.IntegerField(label="Weeks", help_text="Of instruction")

    drawn = draw('<c-field :field="form.weeks" />', form=Form({"weeks": "many"}))
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_weeks_helptext id_weeks_error"' in drawn
    assert 'id="id_weeks_error"' in drawn


def test_a_hint_of_the_page_stands_in_for_the_form_s_own():
    class Form(PlainForm):
        weeks = forms.IntegerField(label="Weeks")

    drawn = draw('<c-field :field="form.weeks" hint="Count only weeks with class" />', form=Form())
    assert 'aria-describedby="id_weeks_helptext"' in drawn
    assert "Count only weeks with class" in drawn


def test_a_whole_form_is_drawn_with_components():
    class Form(PlainForm):
        agree = forms.BooleanField(label="I agree")

    drawn = str(Form({}))
    assert "Check this box to go on." in drawn
    assert 'class="usa-checkbox__input"' in drawn
    assert 'href="#id_agree"' in drawn


def test_money_is_taken_as_people_type_it():
    class Form(PlainForm):
        tuition = MoneyField()

    form = Form({"tuition": "$7,395.50"})
    assert form.is_valid(), form.errors
    assert str(form.cleaned_data["tuition"]) == "7395.50"
    assert Form({"tuition": "7395.505"}).errors
    assert Form({"tuition": "-1"}).errors


@pytest.mark.parametrize(("typed", "kept"), [("yes", True), ("no", False), ("", None)])
def test_yes_and_no_are_kept_as_such_and_nothing_is_nothing(typed, kept):
    class Form(PlainForm):
        credit = YesNo(required=False)

    form = Form({"credit": typed})
    assert form.is_valid()
    assert form.cleaned_data["credit"] is kept
    assert ("checked" in str(Form(initial={"credit": kept})["credit"])) is (kept is not None)
