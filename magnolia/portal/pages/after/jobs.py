"""Occupational placement of a program, year by year, and what the State still lacks for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy import placing
from magnolia.policy.periods import AwardYear, Quarter, award_year
from magnolia.policy.workflow import process

from ... import access, clock
from ...actions.afterwards import employer_links, jobs
from ...actions.applying import codes as known_codes
from ...actions.moves import Problem, Refused
from ...models import (
    Application,
    CodeLink,
    DataAgreement,
    EmployerLink,
    JobRecord,
    JobSource,
)
from ..acting import blamed, may, move_of, unfinished
from ..case.case import fetch, surround
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..office import keeping
from ..request import Request, today

BRING, ASK = "take_in_jobs", "send"


class BringForm(PlainForm):
    """A file of one source."""

    source = forms.ChoiceField(label="Where the file comes from", widget=forms.RadioSelect)
    file = forms.FileField(label="File", help_text="CSV in UTF-8, one row a completer, by the institution’s own key.")

    def __init__(self, state: str, *sent: Any) -> None:
        super().__init__(*sent)
        said = placing.words(state)["source"]
        self.fields["source"].choices = [(name, said[name]) for name in jobs.BROUGHT]  # type: ignore[attr-defined]


class AskForm(PlainForm):
    """Whom the question is about, and who is asked."""

    job = forms.ModelChoiceField(
        JobRecord.objects.none(), empty_label="Choose", label="Completer, by the institution’s key"
    )
    name = forms.CharField(
        label="Name, as the employer knows the person", max_length=120, required=False,
        help_text="Kept encrypted until the employer answers or the link ends, then destroyed.",
    )  # fmt: skip
    employer = forms.CharField(label="Employer", max_length=200, required=False)

    def __init__(self, rows: Any, *sent: Any) -> None:
        super().__init__(*sent)
        field: Any = self.fields["job"]
        field.queryset = rows
        field.label_from_instance = lambda row: f"{row.student_id}, {AwardYear(row.award_year).long}"


def case_jobs(request: Request, pk: UUID) -> HttpResponse:
    """One award year: its rule, how many jobs are known, each completer by key; files and questions to employers."""
    application = fetch(request, pk, "jobs")
    state = application.jurisdiction
    year = _year(request, application)
    word = request.POST.get("do", "")
    bringing = BringForm(state, request.POST, request.FILES) if word == BRING else BringForm(state)
    unanswered = application.jobs.filter(award_year=year)
    asking = AskForm(unanswered, request.POST) if word == ASK else AskForm(unanswered)
    outcome, link = Outcome(), ""
    if word == BRING and bringing.is_valid():
        typed = bringing.cleaned_data
        paper = (typed["file"].name or "", typed["file"])
        outcome = blamed(
            do(request, application, jobs.take_in, application, source=typed["source"], paper=paper), bringing
        )
        if outcome.done:
            messages.success(request, f"{move_of(application, BRING).done}.")
            return redirect(f"{request.path}?year={year}")
    if word == ASK and asking.is_valid():
        link = _link(request, asking)
        asking = AskForm(unanswered) if link else asking
    rows = jobs.placed(application, year)
    said, which = placing.words(state), jobs.rule(application, year)
    context = surround(request, application, "jobs") | {
        "year": AwardYear(year).long,
        "years": [(each, AwardYear(each).long, each == year) for each in _years(request, application)],
        "start": year,
        "rule": said["rule"][which],
        "which": which,
        "rows": [_told(each, said) for each in rows],
        "covered": [(said["placed"][name], count) for name, count in jobs.coverage(rows).items()],
        "links": _links(application, year),
        "link": link,
        "bringing": bringing if BRING in may(request, application) else None,
        "asking": asking if _asks(request, application) and rows else None,
        "faulty": [form for form in (bringing, asking) if form.is_bound and form.errors],
        "outcome": outcome,
        "columns": [", ".join(jobs.MATCHES), ", ".join(jobs.BESIDE)],
    }
    tried = bringing if word == BRING else asking
    return render(request, "earnings/jobs.html", context, status=unfinished(tried, outcome) if not link else 200)


def _asks(request: Request, application: Application) -> bool:
    who = process(application.jurisdiction).life(EmployerLink.kind).moves[ASK].who
    return bool(set(who) & access.roles_toward(request.standing, application))


def _link(request: Request, form: AskForm) -> str:
    """The address for the employer, shown once; empty where the question was refused."""
    typed = form.cleaned_data
    key = (request.POST.get("key") or "")[:50] or None
    try:
        _, secret = employer_links.ask(
            typed["job"], name=typed["name"], employer=typed["employer"], by=request.user, at=request.at, key=key
        )
    except Problem as problem:
        field = problem.field if isinstance(problem, Refused) and problem.field in form.fields else None
        form.add_error(field, str(problem))
        return ""
    return request.build_absolute_uri(reverse("employer_answer", args=[secret]))


def _links(application: Application, year: int) -> list[dict[str, Any]]:
    life = process(application.jurisdiction).life(EmployerLink.kind)
    rows = application.employer_links.filter(job__award_year=year).select_related("job")
    return [{"row": row, "state": life.states[row.state]} for row in rows]


def _told(each: jobs.Placed, said: dict[str, Any]) -> dict[str, Any]:
    best = each.best
    return {
        "job": each.job,
        "quarter": Quarter(each.job.quarter),
        "stands": said["placed"][each.stands],
        "tone": {placing.COUNTS: "good", placing.UNVERIFIED: "warn"}.get(each.stands, "neutral"),
        "soc": best.soc_code if best else "",
        "naics": best.naics if best else "",
        "source": said["source"][best.source] if best else "",
        "confidence": said["confidence"].get(best.confidence or "unknown", "") if best else "",
        "answered": best if best is not None and best.responder else None,
    }


def _years(request: Request, application: Application) -> list[int]:
    last = award_year(today(request, application.jurisdiction)).start
    there = application.jobs.values_list("award_year", flat=True).distinct()
    return sorted({*range(application.award_year, max(last, application.award_year) + 1), *there})


def _year(request: Request, application: Application) -> int:
    asked, years = request.POST.get("year") or request.GET.get("year", ""), _years(request, application)
    return int(asked) if asked.isdigit() and int(asked) in years else years[-1]


class AnswerForm(PlainForm):
    """What an employer is asked: whether, since when, as what; and who answers."""

    employed = forms.ChoiceField(widget=forms.RadioSelect)
    started_on = forms.DateField(label="First day of work", required=False)
    soc_code = forms.ChoiceField(label="Occupation", widget=forms.RadioSelect, required=False)
    responder = forms.CharField(label="Your name and position", max_length=200)

    def __init__(self, link: EmployerLink, name: str, said: dict[str, Any], *sent: Any) -> None:
        super().__init__(*sent)
        asked, codes = said["asked"], link.application.approval.filing.facts.get("soc_codes") or ()
        self.fields["employed"].label = asked["works"].format(name=name, employer=link.employer)
        self.fields["employed"].choices = [("Y", asked["yes"]), ("N", asked["no"])]  # type: ignore[attr-defined]
        titles = known_codes.titles(known_codes.SOC, codes)
        choices = [*((code, titles.get(code, code)) for code in codes), ("", asked["other"])]
        self.fields["soc_code"].choices = choices  # type: ignore[attr-defined]
        self.fields["soc_code"].help_text = asked["no_soc"]


def employer_answer(request: Request, secret: str) -> HttpResponse:
    """The question under a link, for whoever holds its secret: one person, once, and nothing about anybody else."""
    link = employer_links.found(secret, request.at)
    if link is None:
        return _plain(render(request, "earnings/employer.html", {"ended": True}, status=404))
    said, name = placing.words(link.application.jurisdiction), employer_links.name_of(link, secret)
    form = AnswerForm(link, name, said, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        given = typed | {"employed": typed["employed"] == "Y"}

        def answer(values: dict[str, Any]) -> None:
            employer_links.answer(link, **given, at=request.at, key=keeping.key(request))

        if keeping.done(form, answer):
            return _plain(render(request, "earnings/employer.html", {"thanks": said["asked"]["thanks"]}))
    context = {
        "form": form,
        "name": name,
        "lead": said["asked"]["lead"].format(institution=link.application.institution.name),
        "why": said["asked"]["why"],
        "due": link.due,
    }
    return _plain(render(request, "earnings/employer.html", context, status=422 if form.errors else 200))


def _plain(answer: HttpResponse) -> HttpResponse:
    """Kept by no browser, told to no other site, found by no search."""
    answer["Cache-Control"], answer["Referrer-Policy"], answer["X-Robots-Tag"] = "no-store", "same-origin", "noindex"
    return answer


def job_lacks(request: Request) -> HttpResponse:
    """What placement by occupation rests on: what this site has of it, and what the State still lacks."""
    state = keeping.state_of(request, "director", "reviewer", "auditor")
    said = placing.words(state)
    sources = set(
        JobSource.objects.filter(job__application__jurisdiction=state).values_list("source", flat=True).distinct()
    )
    day = clock.local_date(state, request.at)
    there = {
        "employer_reported": "employer" in sources,
        "administrative": "administrative" in sources,
        "verification": "verification" in sources,
        "supplemental": "supplemental" in sources,
        "crosswalk": CodeLink.objects.exists(),
        "partners": DataAgreement.objects.filter(jurisdiction=state, state="recorded", ends_on__gte=day).exists(),
    }
    context = {
        "rows": [(block["label"], there[name], block["way"]) for name, block in said["lacks"].items()],
        "said": said,
    }
    return render(request, "earnings/lacks.html", context)
