"""The toolkit for institutions: items under four headings, each a link or a file."""

from __future__ import annotations

from django.db import models

from .files import KeptFile
from .people import Person
from .record import Event, Thing, has_a_life


@has_a_life
class ToolkitItem(Thing):
    """One item as staff keep it. `delivered` names the item of toolkit.toml that it stands in place of, if any."""

    kind = "toolkit_item"
    jurisdiction = models.CharField(max_length=8, db_index=True)
    group = models.CharField(max_length=30)  # a heading of toolkit.toml
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=400)
    link = models.CharField(max_length=300, blank=True)  # an address of this site (/...) or https://...
    dated = models.DateField()
    delivered = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["jurisdiction", "delivered"],
                condition=~models.Q(delivered=""),
                name="one_row_a_delivered_item",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ToolkitFile(KeptFile):
    """A file of an item; the newest counts, and those before stay on record."""

    item = models.ForeignKey(ToolkitItem, models.PROTECT, related_name="files")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")  # by which it came
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-added_at", "id")

    def __str__(self) -> str:
        return f"file {self.pk} of the toolkit"
