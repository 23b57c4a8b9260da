"""How forms look and speak: the renderer that gives every form its components, and the few fields pages share.

The form of a page lives beside the page, not here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms.renderers import DjangoTemplates
from django.template import loader


class UswdsRenderer(DjangoTemplates):
    """Draws `{{ form }}` and `{{ form.field.as_field_group }}` with components; bare widgets are Django's."""

    form_template_name = "forms/whole_form.html"
    field_template_name = "forms/whole_field.html"

    def get_template(self, template_name: str) -> Any:
        # Django's own widget templates sit in an engine that knows no components.
        if template_name.startswith("forms/"):
            return loader.get_template(template_name)
        return super().get_template(template_name)


# Order matters: a narrower class stands before the one it extends.
KINDS: dict[str, tuple[type[forms.Widget], ...]] = {
    "checkboxes": (forms.CheckboxSelectMultiple,),
    "radios": (forms.RadioSelect,),
    "checkbox": (forms.CheckboxInput,),
    "select": (forms.Select,),
    "textarea": (forms.Textarea,),
    "file": (forms.FileInput,),
    "group": (forms.MultiWidget, forms.SelectDateWidget),
}


def kind_of(field: forms.BoundField) -> str:
    """The kind of control a field has: a word of KINDS, "hidden" or "input"."""
    if field.is_hidden:
        return "hidden"
    return next((kind for kind, classes in KINDS.items() if isinstance(field.field.widget, classes)), "input")


def as_people_type(field: forms.BoundField) -> forms.BoundField:
    """The same field with a date as the browser's own date control, which takes ISO dates only."""
    widget = field.field.widget
    if type(widget) is forms.DateInput:
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
    return field


LIMITS: dict[type, str] = {
    MaxLengthValidator: "Use at most %(limit_value)d characters. You typed %(show_value)d.",
    MinValueValidator: "Give a number of %(limit_value)s or more.",
    MaxValueValidator: "Give a number of %(limit_value)s or less.",
}


class PlainForm(forms.Form):
    """A form whose messages say what to do. The error summary puts the question's name before each."""

    def full_clean(self) -> None:
        """Give every field its words, also one a page added, and then check as usual."""
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = required_words(field)
            if field.error_messages.get("invalid_choice") == type(field).default_error_messages.get("invalid_choice"):
                field.error_messages["invalid_choice"] = "Choose one from the list."
            for validator in field.validators:
                if type(validator) in LIMITS:
                    vars(validator)["message"] = LIMITS[type(validator)]
        super().full_clean()


def required_words(field: forms.Field) -> str:
    """What to do about a field left empty."""
    if isinstance(field, forms.FileField):
        return "Add a file."
    if isinstance(field.widget, forms.CheckboxInput):
        return "Check this box to go on."
    return "Choose an answer." if isinstance(field, forms.ChoiceField) else "Fill this in."


def _yes_or_no(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


class YesNo(forms.TypedChoiceField):
    """Two radio buttons; cleans to True, False, or None when left open."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = kwargs.pop("choices", [("yes", "Yes"), ("no", "No")])
        super().__init__(choices=choices, coerce=_yes_or_no, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """True and False, as stored, mark the right button."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class MoneyField(forms.DecimalField):
    """Dollars; accepts "$7,395.00" as people type it. Cleans to a Decimal with at most two places."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 2, "localize": False} | kwargs)
        self.error_messages["invalid"] = "Type dollars and cents in figures, such as 1,250.00."

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The amount without its dollar sign, commas and spaces."""
        return super().to_python(value.translate(str.maketrans("", "", "$, ")) if isinstance(value, str) else value)
