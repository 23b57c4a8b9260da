"""The State's lists of priority occupations, the sectors they are made for, and what the State found beside them."""

from __future__ import annotations

from typing import Any

from django.db import models

from .files import KeptFile
from .people import Person
from .record import LawText, Thing, has_a_life


def amount(digits: int = 14, places: int = 4) -> models.DecimalField[Any, Any]:
    """A figure, or None where it is unknown."""
    return models.DecimalField(max_digits=digits, decimal_places=places, null=True)


@has_a_life
class OccupationList(Thing, KeptFile):
    """One list of a State, from the file it was made of to its publication; what takes its place is read, not stored.

    `own` lists came from outside as they are, the others were made by the method of `as_of` from labor market data.
    One with a `label` is an approximation from public figures and never the State's: it is shown under that label.
    """

    kind = "occupation_list"
    jurisdiction = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField(null=True)  # counts from 1 in its State; null: not published yet
    title = models.CharField(max_length=60)  # such as January 2026
    award_year = models.PositiveSmallIntegerField()  # whose priority sectors it is made for, the year it starts in
    as_of = models.DateField()  # the day whose law made it, and the analysis is dated
    own = models.BooleanField(default=False)
    label = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    source = models.CharField(max_length=300, blank=True)  # of rows that name none
    source_date = models.DateField(null=True)
    method = models.ForeignKey(LawText, models.PROTECT, related_name="+")  # the method with its numbers, frozen
    method_number = models.PositiveSmallIntegerField()  # counts the methods of a State
    living_wage = models.DecimalField(max_digits=8, decimal_places=2)  # dollars an hour on `as_of`
    top = models.PositiveSmallIntegerField()
    warning = models.TextField(blank=True)  # which ecosystems the file lacks
    adopted_on = models.DateField(null=True)  # by the Board
    adopted_evidence = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    with_targets = models.BooleanField(default=True)  # the targeted list is part of it

    class Meta:
        ordering = ("-made_at", "id")
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "label", "number"], name="one_list_a_number"),)
        indexes = (models.Index(fields=["jurisdiction", "state", "effective_on"], name="lists_in_force"),)

    def __str__(self) -> str:
        return f"occupation list {self.pk}"


class ListNote(models.Model):
    """What stands beside an approximation: a `step`, an `input` with its hash, one of its areas, a code it may have."""

    occupation_list = models.ForeignKey(OccupationList, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8)
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("kind", "place")
        constraints = (models.UniqueConstraint(fields=["occupation_list", "kind", "place"], name="one_note_a_place"),)

    def __str__(self) -> str:
        return self.text


class ListCheck(models.Model):
    """What was found when the yearly analysis was held against one of the four matters."""

    occupation_list = models.ForeignKey(OccupationList, models.PROTECT, related_name="checks")
    check_name = models.CharField(max_length=20)  # of occupation_lists.toml
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["occupation_list", "check_name"], name="one_text_a_check"),)

    def __str__(self) -> str:
        return self.check_name


class ListedOccupation(models.Model):
    """One occupation of a list, in or out. `standing` is in or out, `reason` why, `says` the same in a sentence."""

    occupation_list = models.ForeignKey(OccupationList, models.PROTECT, related_name="occupations")
    soc_code = models.CharField(max_length=7)
    title = models.CharField(max_length=200)
    words = models.CharField(max_length=300)  # by which it is found, folded
    standing = models.CharField(max_length=3)
    reason = models.CharField(max_length=20, blank=True)
    says = models.TextField()
    ecosystems = models.PositiveSmallIntegerField(default=0)  # on how many lists of ecosystems
    state_priority = models.BooleanField(null=True)  # null: too few ecosystems to say
    group = models.CharField(max_length=12, blank=True)
    candidate = models.BooleanField(default=False)  # for priority in training funds
    education = models.CharField(max_length=20, blank=True)
    openings = amount()  # sums over its areas: demand a year, completers a year, gap, current openings
    supply = amount()
    gap = amount()
    job_openings = models.PositiveBigIntegerField(null=True)
    lowest_wage = amount(10)  # dollars an hour, over its areas
    highest_wage = amount(10)
    competencies = models.TextField(blank=True)
    support_demand = models.TextField(blank=True)
    support_wage = models.TextField(blank=True)
    support_fit = models.TextField(blank=True)
    exception = models.ForeignKey("ExclusionException", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-gap", "soc_code")
        constraints = (models.UniqueConstraint(fields=["occupation_list", "soc_code"], name="one_row_a_listed_soc"),)
        indexes = (models.Index(fields=["occupation_list", "standing", "group"], name="occupations_of_a_list"),)

    def __str__(self) -> str:
        return self.soc_code


class ListedArea(models.Model):
    """An occupation in one ecosystem, or in the whole State where `ecosystem` is empty, with its figures and tests."""

    occupation = models.ForeignKey(ListedOccupation, models.CASCADE, related_name="areas")
    ecosystem = models.CharField(max_length=100, blank=True)
    sector = models.CharField(max_length=200, blank=True)
    openings = amount()
    supply = amount()
    gap = amount()
    job_openings = models.PositiveBigIntegerField(null=True)
    wage = amount(10)  # dollars an hour
    education = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    second_category = models.CharField(max_length=20, blank=True)
    high_demand = models.BooleanField(null=True)  # null: not tested
    high_wage = models.BooleanField(null=True)
    high_skill = models.BooleanField(null=True)
    excluded = models.CharField(max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField(null=True)
    employment = amount()  # what the demand was projected from
    growth = amount()
    exits = amount()
    source = models.CharField(max_length=300, blank=True)
    source_date = models.DateField(null=True)

    class Meta:
        ordering = ("-gap", "ecosystem")
        constraints = (models.UniqueConstraint(fields=["occupation", "ecosystem"], name="one_row_an_area"),)
        indexes = (models.Index(fields=["ecosystem", "rank"], name="rank_in_an_ecosystem"),)

    def __str__(self) -> str:
        return f"{self.occupation_id} {self.ecosystem}"


class OccupationTag(models.Model):
    """High skill, high wage or in demand: each stands alone, with its own evidence, source and method."""

    occupation = models.ForeignKey(ListedOccupation, models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=12)
    evidence = models.TextField()
    source = models.CharField(max_length=300)
    method_number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["occupation", "tag"], name="one_row_a_tag"),)

    def __str__(self) -> str:
        return self.tag


class ListedMark(models.Model):
    """A sector of an occupation, a sector group of the summary, or a reason why it is targeted."""

    occupation = models.ForeignKey(ListedOccupation, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=12)  # sector, sector_group or reason
    value = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["occupation", "kind", "value"], name="one_row_a_mark"),)
        indexes = (models.Index(fields=["kind", "value"], name="marked"),)

    def __str__(self) -> str:
        return self.value


@has_a_life
class SectorList(Thing):
    """The priority sectors of one award year, as the Board set them."""

    kind = "sector_list"
    jurisdiction = models.CharField(max_length=8)
    award_year = models.PositiveSmallIntegerField(null=True)  # the year it starts in; never null once it is set
    set_on = models.DateField(null=True)
    evidence = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-award_year",)
        constraints = (models.UniqueConstraint(fields=["jurisdiction", "award_year"], name="one_sector_list_a_year"),)

    def __str__(self) -> str:
        return f"sectors of {self.award_year}"


class PrioritySector(models.Model):
    """One priority sector of an award year."""

    sector_list = models.ForeignKey(SectorList, models.PROTECT, related_name="sectors")
    name = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["sector_list", "name"], name="one_row_a_priority_sector"),)

    def __str__(self) -> str:
        return self.name


@has_a_life
class ExclusionException(Thing, KeptFile):
    """The State lifts a standard exclusion for one occupation: two findings, and the document of the pathway."""

    kind = "exclusion_exception"
    jurisdiction = models.CharField(max_length=8, db_index=True)
    soc_code = models.CharField(max_length=7)
    title = models.CharField(max_length=200)
    supports_sector = models.TextField()  # how it directly supports a priority sector
    pathway = models.TextField()  # the training pathway that is documented
    found_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    found_on = models.DateField()

    class Meta:
        ordering = ("soc_code", "id")

    def __str__(self) -> str:
        return f"exception for {self.soc_code}"


@has_a_life
class ComparableOccupation(Thing):
    """The Governor's decision that one occupation is comparable to the one a program is for."""

    kind = "comparable_pair"
    jurisdiction = models.CharField(max_length=8, db_index=True)
    soc_code = models.CharField(max_length=7)  # of the program
    comparable_to = models.CharField(max_length=7)
    basis = models.TextField()
    decided_on = models.DateField()
    signed_name = models.CharField(max_length=120)
    signed_title = models.CharField(max_length=120)

    class Meta:
        ordering = ("soc_code", "comparable_to")

    def __str__(self) -> str:
        return f"{self.comparable_to} with {self.soc_code}"


@has_a_life
class AreaProfile(Thing):
    """What the State says of one ecosystem, or of one local area (`ecosystem` empty): the ground of its analysis."""

    kind = "area_profile"
    jurisdiction = models.CharField(max_length=8)
    ecosystem = models.CharField(max_length=30, blank=True)  # a choice of the form
    local_area = models.CharField(max_length=100, blank=True)
    institutions = models.TextField(blank=True)
    industries = models.TextField(blank=True)
    population = models.TextField(blank=True)
    supply = models.TextField(blank=True)
    targets = models.TextField(blank=True)  # core and horizon targets behind the strategy of a local area

    class Meta:
        ordering = ("local_area", "ecosystem")
        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "ecosystem", "local_area"], name="one_profile_an_area"),
        )

    def __str__(self) -> str:
        return self.ecosystem or self.local_area
