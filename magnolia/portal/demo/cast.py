"""The people and organisations of the practice site, all visibly fictive, for any State profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from magnolia.policy.layers import read, state_layer

from ..actions.moves import act, start
from ..models import CalendarYear, Grant, Institution, Organisation, Person
from .rounds import WINDOW, at_five, publish_round

MAIN = "2026-2027 initial"  # the cycle that practice cases are in
PASSWORD = None  # identities are picked on the practice page; nobody has a password

# key, role, organisation, name, title
PEOPLE = (
    ("preparer", "preparer", "college", "Dana Sample", "Workforce dean"),
    ("official", "certifying_official", "college", "Morgan Example", "Vice president for instruction"),
    ("other_preparer", "preparer", "second", "Robin Placeholder", "Program coordinator"),
    ("other_official", "certifying_official", "second", "Casey Specimen", "Registrar"),
    ("intake", "intake", "agency", "Jamie Testcase", "Intake analyst"),
    ("reviewer", "reviewer", "agency", "Riley Mockup", "Program reviewer"),
    ("director", "director", "agency", "Alex Pretend", "Director of programs"),
    ("administrator", "administrator", "agency", "Sam Fixture", "Systems administrator"),
    ("second_administrator", "administrator", "agency", "Lee Dummy", "Policy administrator"),
    ("steward", "data_steward", "agency", "Quinn Makeup", "Data steward"),
    ("secretary", "board_secretary", "board", "Kim Imaginary", "Board secretary"),
    ("committee", "committee_member", "committee", "Pat Nobody", "Committee member"),
    ("governor", "governor", "governor", "Val Fictive", "Governor"),
    ("designee", "", "governor", "Drew Standin", "Chief of staff"),
    ("auditor", "auditor", "auditor", "Avery Notreal", "State auditor"),
)
# Came to the agency after the practice cases were filed, and declared on none of them yet.
NEWCOMER = ("second_reviewer", "reviewer", "agency", "Toni Makebelieve", "Program reviewer")


@dataclass
class Cast:
    """Everyone of one State by key, and the organisations they act for."""

    jurisdiction: str
    people: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def __getattr__(self, key: str) -> Person:
        try:
            return self.people[key]
        except KeyError:
            raise AttributeError(key) from None


def organisations(jurisdiction: str) -> dict[str, Organisation]:
    """The fictive colleges and the State's offices."""
    profile = read(state_layer(jurisdiction), "profile")
    wanted = {
        "college": ("institution", f"Fictive Magnolia Technical College ({profile['postal']})"),
        "second": ("institution", f"Imaginary Pine Community College ({profile['postal']})"),
        "agency": ("agency", profile["agency"]),
        "board": ("board", profile["board_long"]),
        "committee": ("committee", profile["committee"]),
        "governor": ("governor", f"Office of the {profile['governor']}"),
        "auditor": ("auditor", "Fictive Office of the State Auditor"),
    }
    made = {
        key: Organisation.objects.create(jurisdiction=jurisdiction, kind=kind, name=name)
        for key, (kind, name) in wanted.items()
    }
    for key, opeid in (("college", "00990100"), ("second", "00990200")):
        Institution.objects.create(
            organisation=made[key],
            opeid=opeid,
            postal_state=profile["postal"],
            city="Nowhere",
            title_iv=True,
            ppa_expires=date(2031, 6, 30),
            source="Practice data: this institution does not exist",
        )
    return made


def assemble(
    jurisdiction: str, at: datetime, years: tuple[int, ...] = (2026, 2027), deadline: datetime | None = None
) -> Cast:
    """Organisations, people, their roles, confirmed holiday lists of the given years, and a cycle that is open.

    Without a deadline the cycle stays open for as long as a test may run. It is published before anybody of an
    institution has a role, so that its notices do not mix with those of the cases.
    """
    cast = Cast(jurisdiction, organisations=organisations(jurisdiction))
    for key, _, _, name, title in PEOPLE:
        _introduce(cast, key, name, title)
    of_the_state = [row for row in PEOPLE if cast.organisations[row[2]].kind != "institution"]
    _give(cast, of_the_state, at)
    for year in years:
        listed = CalendarYear(jurisdiction=jurisdiction, year=year)
        start(listed, "open", by=cast.administrator, at=at, jurisdiction=jurisdiction)
        act(listed, "confirm", by=cast.administrator, at=at)
    opens = at_five(jurisdiction, at - timedelta(days=WINDOW["before"]))
    closes = deadline or at_five(jurisdiction, at + timedelta(days=WINDOW["after"]))
    publish_round(jurisdiction, MAIN, opens, closes, by=cast.director, at=at)
    _give(cast, [row for row in PEOPLE if row not in of_the_state], at)
    return cast


def join(cast: Cast, row: tuple[str, str, str, str, str], at: datetime) -> None:
    """One more person, as a line of PEOPLE, who gets their role at `at`."""
    key, _, _, name, title = row
    _introduce(cast, key, name, title)
    _give(cast, [row], at)


def _introduce(cast: Cast, key: str, name: str, title: str) -> None:
    email = f"{key.replace('_', '.')}.{cast.jurisdiction}@example.test"
    cast.people[key] = Person.objects.create_user(email, PASSWORD, name=name, title=title)


def _give(cast: Cast, rows: list[tuple[str, str, str, str, str]], at: datetime) -> None:
    for key, role, where, _, _ in rows:
        if role:
            grant = Grant(person=cast.people[key], organisation=cast.organisations[where], role=role)
            start(grant, "give", by=None, at=at, jurisdiction=cast.jurisdiction)
