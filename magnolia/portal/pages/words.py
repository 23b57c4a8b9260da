"""How the portal writes dates, times, money and figures: a template library that every template has without loading.

Nothing here asks the clock, and no figure is ever rounded upwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.http import QueryDict
from django.template import Context, TemplateSyntaxError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from magnolia.policy.periods import say_day
from magnolia.portal.pages import forms

register = template.Library()

DJANGO_ROWS, ROWS = "10", "5"  # a long text's height where the form names none: Django's, and ours

SIGNS = {"good": "check_circle", "warn": "warning", "bad": "error", "info": "schedule"}

# How people in the United States name a zone, whatever the season: CST and CDT are both Central.
_ZONES = {"E": "Eastern", "C": "Central", "M": "Mountain", "P": "Pacific", "AK": "Alaska", "H": "Hawaii"}


def zone_words(moment: datetime) -> str:
    """The zone of an aware moment as people say it: "Central", or the zone's own abbreviation elsewhere."""
    name = moment.tzname() or ""
    stem = name.removesuffix("ST").removesuffix("DT")
    return _ZONES.get(stem, name) if stem != name else name


def _local(moment: datetime, zone: str | tzinfo | None) -> datetime:
    if timezone.is_naive(moment):
        raise ValueError("A moment shown to people needs a zone: pass an aware datetime.")
    if isinstance(zone, str):
        zone = ZoneInfo(zone)
    return moment.astimezone(zone or timezone.get_current_timezone())


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    if isinstance(value, str) and value:
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None


@register.filter
def date_words(value: object) -> str:
    """A date (or datetime, or ISO text) as "Tuesday, September 8, 2026"; nothing for nothing."""
    day = _day(value)
    return f"{day:%A}, {say_day(day)}" if day else ""


@register.filter
def day_words(value: object) -> str:
    """A date as "September 8, 2026"."""
    day = _day(value)
    return say_day(day) if day else ""


@register.filter
def time_words(moment: datetime | None, zone: str | tzinfo | None = None) -> str:
    """An aware datetime as "11:59 p.m. Central", in the given zone or the active one; noon and midnight by name."""
    if not moment:
        return ""
    local = _local(moment, zone)
    clock = f"{local.hour % 12 or 12}:{local:%M} {'a.m.' if local.hour < 12 else 'p.m.'}"
    named = {"12:00 p.m.": "noon", "12:00 a.m.": "midnight"}.get(clock, clock)
    return f"{named} {zone_words(local)}"


@register.filter
def moment_words(moment: datetime | None, zone: str | tzinfo | None = None) -> str:
    """An aware datetime as "Tuesday, September 8, 2026, 11:59 p.m. Central"."""
    if not moment:
        return ""
    return f"{date_words(_local(moment, zone).date())}, {time_words(moment, zone)}"


@register.filter
def days_words(days: int | str | None) -> str:
    """Whole days until a due date as "3 days left", "due today", "2 days late"."""
    if not isinstance(days, int):
        return ""
    if days == 0:
        return "due today"
    count = f"{abs(days)} day" + ("" if abs(days) == 1 else "s")
    return f"{count} left" if days > 0 else f"{count} late"


@register.filter
def field_words(name: str) -> str:
    """The name of a form's field as words: "applicant_name" is "Applicant name"."""
    return name.rpartition("-")[2].replace("_", " ").capitalize()


@register.filter
def money(amount: Decimal | int | str | None) -> str:
    """Dollars as "$7,395" or, when there are cents, "$1,234.50"; fractions of a cent are cut."""
    if amount is None or amount == "":
        return ""
    cents = Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    sign = "-" if cents < 0 else ""
    return sign + (f"${abs(cents):,.0f}" if cents == cents.to_integral_value() else f"${abs(cents):,.2f}")


@register.filter
def number(value: Decimal | int | None) -> str:
    """A figure with commas: 12,345."""
    return "" if value is None or value == "" else f"{value:,}"


@register.filter
def percent(share: Decimal | None) -> str:
    """A share (0.7) as a percentage with at most one decimal (70%), cut so that 69.97% never reads as 70%."""
    if share is None or share == "":
        return ""
    cut = (Decimal(share) * 100).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return f"{cut:.0f}%" if cut == cut.to_integral_value() else f"{cut}%"


@register.filter
def award_year(label: str) -> str:
    """The label of files, "2026-27", as pages write it: "2026-2027"."""
    first, _, last = str(label).partition("-")
    return f"{first}-{first[:2]}{last}" if len(first) == 4 and len(last) == 2 else str(label)


@register.filter
def sign(tone: str) -> str:
    """The icon that goes with a tone; none with a neutral one."""
    return SIGNS.get(tone, "")


@register.filter
def joined(values: Sequence[object]) -> str:
    """Several things as a person lists them: "a", "a and b", "a, b and c"."""
    words = [str(value) for value in values]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))


@register.filter
def ended(words: str) -> str:
    """Words as the end of a sentence: with a period, unless they end with a mark of their own, as a question does."""
    return words if words[-1:] in ".?!:" else f"{words}."


@register.filter
def split(text: str) -> list[str]:
    """The parts of "Program|Institution|#Students"."""
    return [part.strip() for part in str(text).split("|")] if text else []


@register.filter
def page_numbers(page: Page[object]) -> list[int | None]:
    """The page numbers worth a link: first, last and those near the current one; None stands for a gap."""
    near = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [each if isinstance(each, int) else None for each in near]


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> SafeString:
    """This page's query string with changes, for a filter link; None or an empty text takes a value out."""
    request = context.get("request")
    values = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        values.pop(name, None)
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if each not in (None, ""):
                values.appendlist(name, str(each))
    return format_html("?{}", values.urlencode())


@register.filter
def control_kind(field: object) -> str:
    """Which component draws this form field: a word of `forms.KINDS`, "group" or "input"."""
    if not isinstance(field, BoundField):
        raise TemplateSyntaxError("c-field needs :field, a field of a form. Is its name spelled as in the form?")
    return forms.kind_of(field)


@register.filter
def anchor(field: BoundField) -> str:
    """The id that a link in the error summary jumps to: the control, or the first of several."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def any_errors(several: object) -> bool:
    """Whether one of several forms (a list or a formset) has a message to show."""
    each = list(several) if isinstance(several, Iterable) else []
    return any(form.errors for form in each) or bool(getattr(several, "non_form_errors", list)())


@register.filter
def parts(field: BoundField) -> list[BoundWidget]:
    """The parts of one answer, such as month, day and year, each with its own words."""
    whole = field.subwidgets[0]
    for each in whole.data["subwidgets"]:
        each["label"] = each["attrs"].pop("aria-label", "") or each["name"].rpartition("_")[2].capitalize()
    return [BoundWidget(whole.parent_widget, each, whole.renderer) for each in whole.data["subwidgets"]]


@register.filter
def lead_in(label: str) -> str:
    """A question's name before its message: a colon, unless it ends with a mark of its own."""
    return label if label[-1:] in "?.:!" else f"{label}:"


@register.simple_tag
def control(
    field: BoundField | BoundWidget, classes: str = "", when_wrong: str = "", hint: str = "", rows: object = ""
) -> SafeString:
    """The bare control of a field, or one radio or checkbox of it, with classes and the ids that describe it.

    `when_wrong` is a class added when the field has messages; `hint` is one given instead of the form's own.
    """
    if isinstance(field, BoundWidget):
        attrs = field.data["attrs"]
        attrs["class"] = classes
        attrs.pop("aria-invalid", None)  # its fieldset says so; a radio button may not
        return field.tag()
    field.field.widget.attrs.pop("placeholder", None)  # it vanishes while typing; the label and the hint stay
    wrong = bool(field.errors)
    given = field.field.widget.attrs.get("class", "")
    extra: dict[str, str | bool] = {"class": " ".join(f"{given} {classes} {when_wrong if wrong else ''}".split())}
    if rows or str(field.field.widget.attrs.get("rows")) == DJANGO_ROWS:
        extra["rows"] = str(rows or ROWS)
    limited = forms.kind_of(field) == "textarea" and getattr(field.field, "max_length", None)
    parts = {"_helptext": hint or field.help_text, "_error": wrong, "_left": limited}
    if describedby := " ".join(f"{field.auto_id}{end}" for end, there in parts.items() if there):
        extra["aria-describedby"] = describedby
    return forms.as_people_type(field).as_widget(attrs=extra)


@register.filter
def is_figure(value: object) -> bool:
    """Whether a cell of a table holds a number and stands at the right."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


@register.filter
def figure_words(value: object) -> object:
    """A figure with its thousands apart, a dash for none, words as they are."""
    if value is None:
        return "—"
    if isinstance(value, date):
        return day_words(value)
    return f"{value:,}" if is_figure(value) else value


@register.filter
def plain_figure(value: Decimal | int | None) -> str:
    """A figure with commas and without zeros at its end; a dash where it is unknown."""
    if value is None:
        return "–"
    text = f"{Decimal(value):,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
