"""The Django admin, for look-up tables alone: organisations, the registered facts of institutions, and federal actions.

An administrator's role opens it, never a flag on the account, and only for that person's States.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from magnolia.policy.completeness import checklist

from . import clock
from .models import FederalAction, Institution, Organisation

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin

# What other apps register is no look-up table; they are read first, so that nothing is registered after this.
for config in apps.get_app_configs():
    if config.name != "magnolia.portal" and find_spec(f"{config.name}.admin"):
        import_module(f"{config.name}.admin")
for model in list(admin.site._registry):
    admin.site.unregister(model)


def states_kept(request: HttpRequest) -> set[str]:
    """The States in which this person is an administrator."""
    standing = getattr(request, "standing", None)
    return {hat.jurisdiction for hat in standing.hats if hat.role == "administrator"} if standing else set()


def _may_enter(request: HttpRequest) -> bool:
    return bool(states_kept(request))


admin.site.has_permission = _may_enter  # type: ignore[method-assign]
admin.site.site_header = "Magnolia: look-up tables"
admin.site.site_title = "Magnolia"


class LookUp(Base):
    """A table that is added to and corrected; rows stay, because cases hang on them."""

    jurisdiction = "jurisdiction"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows of the person's own States."""
        return super().get_queryset(request).filter(**{f"{self.jurisdiction}__in": states_kept(request)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_enter(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _may_enter(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_enter(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Organisation)
class Organisations(LookUp):
    """Colleges and offices; State and kind stay as they were made, since roles hang on them."""

    list_display = ("name", "kind", "jurisdiction")
    list_filter = ("kind",)
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("jurisdiction", "kind") if obj else ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """State and kind are picked from what there is."""
        from django import forms

        from magnolia.policy.workflow import process

        kept = sorted(states_kept(request))
        if db_field.name == "jurisdiction":
            return forms.ChoiceField(choices=[(code, code.upper()) for code in kept])
        if db_field.name == "kind":
            kinds = sorted({r.of for code in kept for r in process(code).roles.values()} - {"system", "designation"})
            return forms.ChoiceField(choices=[(kind, kind) for kind in kinds])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Institution)
class Institutions(LookUp):
    """The registered facts of a college, each with its source."""

    jurisdiction = "organisation__jurisdiction"
    list_display = (
        "organisation", "opeid", "unitid", "city", "postal_state", "title_iv", "title_iv_until", "ppa_expires",
    )  # fmt: skip
    search_fields = ("organisation__name", "opeid", "unitid")
    list_select_related = ("organisation",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("organisation",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Colleges of the person's States that have no facts yet."""
        kwargs["queryset"] = Organisation.objects.filter(
            jurisdiction__in=states_kept(request), kind="institution", institution__isnull=True
        )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(FederalAction)
class FederalActions(LookUp):
    """Federal actions against a college, each with its source; the completeness check shows them as a question."""

    jurisdiction = "institution__organisation__jurisdiction"
    list_display = ("institution", "kind", "first_day", "last_day", "source", "entered_at")
    search_fields = ("institution__organisation__name",)
    list_select_related = ("institution__organisation",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("institution", "kind") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Colleges of the person's States."""
        kwargs["queryset"] = Institution.objects.filter(
            organisation__jurisdiction__in=states_kept(request)
        ).select_related("organisation")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The kinds that the law names."""
        from django import forms

        if db_field.name == "kind":
            kinds = {key: words for code in states_kept(request) for key, words in checklist(code).actions.items()}
            return forms.ChoiceField(choices=list(kinds.items()))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whoever entered it, and when, stays with it."""
        if not change:
            obj.entered_by, obj.entered_at = request.user, clock.now()
        super().save_model(request, obj, form, change)
