"""What an application says of its program: one row of columns, and tables of rows. Empty means not answered yet.

The name of a column or table is the name of its question in policy/model/form.toml.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from .application import Application
from .evidence import Document

LINE, TEXT = 300, 200


def figure(digits: int = 7) -> models.DecimalField[Any, Any]:
    """A number with at most two decimals, or none."""
    return models.DecimalField(max_digits=digits, decimal_places=2, null=True)


def paper() -> models.ForeignKey[Any, Any]:
    """A document of the application that shows it."""
    return models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")


class ProgramFacts(models.Model):
    """Who applies, and the facts of the program that are said once."""

    application = models.OneToOneField(Application, models.PROTECT, primary_key=True, related_name="facts")
    # Who applies
    applicant_name = models.CharField(max_length=120, blank=True)
    applicant_title = models.CharField(max_length=120, blank=True)
    applicant_email = models.CharField(max_length=254, blank=True)
    applicant_phone = models.CharField(max_length=30, blank=True)
    applicant_authority = models.CharField(max_length=LINE, blank=True)
    opeid = models.CharField(max_length=8, blank=True)
    opeid_absent_because = models.CharField(max_length=LINE, blank=True)
    accreditor = models.CharField(max_length=TEXT, blank=True)
    title_iv_status = models.CharField(max_length=20, blank=True)
    institution_basis = models.CharField(max_length=20, blank=True)  # authorized or serves_learners
    # Ground on which the program belongs to the State
    ground = models.CharField(max_length=20, blank=True)  # offered_in_state or serves_learners
    offered_at = models.CharField(max_length=TEXT, blank=True)
    learners_in_state = models.PositiveIntegerField(null=True)
    # The program
    level = models.CharField(max_length=20, blank=True)
    cip_code = models.CharField(max_length=7, blank=True)
    noncredit = models.BooleanField(null=True)
    detailed_outline = paper()
    summary = models.TextField(blank=True)
    measure = models.CharField(max_length=10, blank=True)
    hours = figure()
    instructional_weeks = figure(5)
    remedial_hours = figure()
    # Why the State needs it
    pair_reason = models.TextField(
        blank=True
    )  # why an occupation fits a CIP code that the crosswalk does not join to it
    alignment_explanation = models.TextField(blank=True)
    alignment_source = models.CharField(max_length=20, blank=True)
    alignment_source_name = models.CharField(max_length=LINE, blank=True)
    off_list_justification = models.TextField(blank=True)
    # Employers
    input_channel = models.CharField(max_length=40, blank=True)
    input_channel_other = models.CharField(max_length=TEXT, blank=True)
    input_channel_approval = models.CharField(max_length=LINE, blank=True)  # by which the State set up that channel
    input_statement = models.TextField(blank=True)
    input_document = paper()
    alternative_approval = models.CharField(max_length=LINE, blank=True)
    # Credential
    credential_name = models.CharField(max_length=TEXT, blank=True)
    credential_kind = models.CharField(max_length=30, blank=True)
    credential_basis = models.CharField(max_length=LINE, blank=True)
    credential_route = models.CharField(max_length=20, blank=True)  # stackable_portable or sole
    stackable_evidence = models.TextField(blank=True)
    portable_evidence = models.TextField(blank=True)
    recognising_employers = models.PositiveIntegerField(null=True)
    only_credential_for_occupation = models.BooleanField(null=True)
    only_credential_evidence = models.TextField(blank=True)
    given_on_completion = models.BooleanField(null=True)
    route_document = paper()
    # Cost and wage
    tuition = figure(9)
    cost_information = models.TextField(blank=True)
    anticipated_wage = figure(9)
    wage_unit = models.CharField(max_length=10, blank=True)
    wage_source = models.CharField(max_length=LINE, blank=True)
    # Outcomes
    outcomes_basis = models.CharField(max_length=20, blank=True)  # figures or substitute
    completion_cohort = models.PositiveIntegerField(null=True)
    completed_in_time = models.PositiveIntegerField(null=True)
    placement_cohort = models.PositiveIntegerField(null=True)
    employed = models.PositiveIntegerField(null=True)
    initial_documentation = models.TextField(blank=True)
    outcomes_document = paper()
    # How it is taught
    correspondence = models.BooleanField(null=True)
    study_abroad = models.BooleanField(null=True)
    direct_assessment = models.BooleanField(null=True)
    distance_offered = models.BooleanField(null=True)
    student_states = models.TextField(blank=True)
    no_agreement_because = models.CharField(max_length=LINE, blank=True)
    arrangement = models.BooleanField(null=True)
    arrangement_organisation = models.CharField(max_length=TEXT, blank=True)
    ineligible_hours = figure()
    partner_eligible = models.BooleanField(null=True)
    arrangement_apprenticeship = models.BooleanField(null=True)
    arrangement_accreditor = models.BooleanField(null=True)
    arrangement_ownership = models.BooleanField(null=True)
    arrangement_federal = models.BooleanField(null=True)
    # Apprenticeship
    apprenticeship = models.BooleanField(null=True)
    sponsor = models.CharField(max_length=TEXT, blank=True)
    registration_number = models.CharField(max_length=60, blank=True)
    registration_agency = models.CharField(max_length=TEXT, blank=True)
    on_the_job_hours_included = figure()
    on_the_job_hours = figure()  # of the whole apprenticeship; nothing measures them

    def __str__(self) -> str:
        return f"facts of {self.application_id}"


class Occupation(models.Model):
    """One occupation the program prepares for, by its SOC code."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="occupations")
    soc_code = models.CharField(max_length=7)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["application", "soc_code"], name="one_row_an_occupation"),)

    def __str__(self) -> str:
        return self.soc_code


class Row(models.Model):
    """One line of a table of the form; `place` counts from 1."""

    place = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ("place",)

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.place}"


def belongs(name: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(Application, models.PROTECT, related_name=name)


class Sector(Row):
    """A sector the program claims to serve."""

    application = belongs("sectors")
    name = models.CharField(max_length=TEXT, blank=True)


class Ecosystem(Row):
    """A workforce ecosystem the program serves, by its name among the choices of the form."""

    application = belongs("ecosystems")
    name = models.CharField(max_length=30, blank=True)


class Alignment(Row):
    """How the program matches one of its occupations: three statements and the document that shows them."""

    application = belongs("alignments")
    target = models.CharField(max_length=TEXT, blank=True)
    curriculum = models.TextField(blank=True)
    competencies = models.TextField(blank=True)
    credential = models.TextField(blank=True)
    document = paper()


class HourPart(Row):
    """A part of the stated hours."""

    application = belongs("hour_parts")
    title = models.CharField(max_length=TEXT, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    coursework = models.CharField(max_length=20, blank=True)  # program, remedial, reduced, esl or noncredit
    required = models.BooleanField(null=True)  # whether a student needs it to finish
    hours = figure()


class HistoryPeriod(Row):
    """A time in which the program had one length; both days belong to it, no last day means it still runs."""

    application = belongs("history")
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    measure = models.CharField(max_length=10, blank=True)
    hours = figure()
    weeks = figure(5)


class EmployerLetter(Row):
    """What one employer confirmed, and what is known of it."""

    application = belongs("employers")
    employer = models.CharField(max_length=TEXT, blank=True)
    source_kind = models.CharField(max_length=30, blank=True)
    owner = models.CharField(max_length=TEXT, blank=True)
    separate_hiring_authority = models.BooleanField(null=True)
    sector = models.CharField(max_length=TEXT, blank=True)
    dated = models.DateField(null=True)
    age_exception = models.CharField(max_length=LINE, blank=True)
    hiring = models.CharField(max_length=12, blank=True)
    occupations = models.TextField(blank=True)
    competencies = models.TextField(blank=True)
    aligned = models.BooleanField(null=True)
    signed = models.BooleanField(null=True)
    verifiable = models.BooleanField(null=True)
    document = paper()


class DesignEvidence(Row):
    """A way in which employers took part in the design or review of the program."""

    application = belongs("design_evidence")
    kind = models.CharField(max_length=30, blank=True)
    document = paper()


class CreditPathway(Row):
    """How a completer gains credit in a related program."""

    application = belongs("credit")
    institution = models.CharField(max_length=TEXT, blank=True)
    program = models.CharField(max_length=TEXT, blank=True)
    recognition = models.CharField(max_length=30, blank=True)
    mechanism = models.CharField(max_length=20, blank=True)
    credit = models.CharField(max_length=TEXT, blank=True)
    applies_to = models.CharField(max_length=20, blank=True)
    document = paper()
    access_process = models.TextField(blank=True)
    student_notice = models.TextField(blank=True)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)


class RequiredFee(Row):
    """A fee that every student must pay."""

    application = belongs("fees")
    description = models.CharField(max_length=TEXT, blank=True)
    amount = figure(9)


class CostFigure(Row):
    """A further cost of the program, such as tools or an exam."""

    application = belongs("further_costs")
    description = models.CharField(max_length=TEXT, blank=True)
    amount = figure(9)


class DistanceAgreement(Row):
    """Another State's leave to teach its residents at a distance."""

    application = belongs("agreements")
    state = models.CharField(max_length=60, blank=True)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)


TABLES: dict[str, type[Row]] = {
    str(model._meta.get_field("application").remote_field.related_name): model
    for model in (
        HourPart, HistoryPeriod, Sector, Ecosystem, EmployerLetter, DesignEvidence, CreditPathway, RequiredFee,
        CostFigure, DistanceAgreement, Alignment,
    )
}  # fmt: skip
