"""Addresses. Each name has its door in doors.py; a test walks them all."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from ..pages import components, problems, signing_in
from ..pages.after import (
    earnings_watch,
    jobs,
    longterm,
    rate_publishing,
)
from ..pages.board import board, committee, meetings, packet
from ..pages.case import case_people, letters
from ..pages.decider import designations, proofs
from ..pages.institution import apply, colleagues, documents
from ..pages.office import (
    audit,
    counties,
    cycles,
    described,
    labor_sources,
    occupation_entry,
    occupation_findings,
    occupation_list,
    occupation_lists,
    outbox,
    simulations,
    staff,
)
from ..pages.office import potential as potential_office
from ..pages.office import toolkit as toolkit_office
from ..pages.public import public
from ..pages.records import cases as records_cases
from ..pages.records import custody, destroying, proof, signing
from ..pages.records import stating as records_stating
from ..pages.records import versions as records_versions
from ..pages.results import result, runs, wage_loads
from ..pages.reviewer import precedents
from ..pages.staff import bulk, dashboard, losses, notices, staff_queue, subscribing, work, workload
from . import case as of_a_case
from . import state as of_a_state

urlpatterns = [
    path("", public.home, name="home"),
    path("favicon.ico", RedirectView.as_view(url="/static/magnolia.svg"), name="favicon"),
    path("healthy/", public.healthy, name="healthy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("components/", components.components, name="components"),
    path("in/<slug:jurisdiction>/", include(of_a_state)),
    path("cases/<uuid:pk>/", include(of_a_case)),
    path("demo/", signing_in.demo, name="demo"),
    path("second-factor/", signing_in.set_up, name="second_factor"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/", include("allauth.account.urls")),
    path("your-work/", work.work, name="work"),
    path("queue/", staff_queue.staff_queue, name="queue"),
    path("queue/list.csv", staff_queue.queue_csv, name="queue_csv"),
    path("queue/views/", staff_queue.queue_view, name="queue_view"),
    path("queue/assign/", bulk.bulk_assign, name="bulk_assign"),
    path("workload/", workload.workload, name="workload"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<slug:table>.csv", dashboard.table, name="dashboard_table"),
    path("kept/", problems.kept, name="kept"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<uuid:pk>/", notices.notice, name="notice"),
    path("calendar/", subscribing.subscriptions, name="subscriptions"),
    path("calendar/<str:secret>.ics", subscribing.own_calendar, name="own_calendar"),
    path("applications/", apply.applications, name="applications"),
    path("applications/new/", apply.new, name="application_new"),
    path("documents/<uuid:document>/", documents.download, name="document"),
    path("documents/<uuid:document>/move/", documents.move, name="document_move"),
    path("documents/<uuid:document>/remove/", documents.remove, name="document_remove"),
    path("long-term-earnings/", longterm.benchmarks, name="benchmarks"),
    path("placement-by-occupation/", jobs.job_lacks, name="job_lacks"),
    path("job/<str:secret>/", jobs.employer_answer, name="employer_answer"),
    path("earnings/", earnings_watch.earnings_watch, name="earnings_watch"),
    path("records/", records_cases.records, name="records"),
    path("records/template.xlsx", records_cases.template_file, name="records_template"),
    path("records/own-statement.xlsx", records_stating.template_file, name="records_statement_template"),
    path("records/<uuid:submission>/", records_versions.version, name="records_version"),
    path("records/<uuid:submission>/marked.xlsx", records_versions.marked, name="records_marked"),
    path("records/<uuid:submission>/statement/", records_stating.statement, name="records_statement"),
    path("records/<uuid:submission>/sign/", signing.sign, name="records_sign"),
    path("records/<uuid:submission>/proof/", proof.proof, name="records_proof"),
    path("custody/", custody.custody, name="custody"),
    path("custody/agreements/", custody.agreements, name="custody_agreements"),
    path("custody/log/", custody.log, name="custody_log"),
    path("custody/to-destroy/", destroying.destroy, name="custody_destroy"),
    path("custody/<uuid:submission>/export/", custody.export, name="custody_export"),
    path("custody/<uuid:submission>/purge/", destroying.purge, name="custody_purge"),
    path("rates-to-publish/", rate_publishing.rate_publishing, name="rate_publishing"),
    path("outcome-runs/", runs.outcome_runs, name="outcome_runs"),
    path("outcome-runs/<uuid:run>/", runs.outcome_run, name="outcome_run"),
    path("outcome-results/<uuid:result>/", result.outcome_result, name="outcome_result"),
    path("outcome-results/<uuid:result>/persons/", result.outcome_persons, name="outcome_persons"),
    path("wage-loads/", wage_loads.wage_loads, name="wage_loads"),
    path("earlier-findings/", precedents.precedents, name="precedents"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/members/", meetings.board_members, name="board_members"),
    path("meetings/papers/<uuid:meeting_paper>/", meetings.paper, name="meeting_paper"),
    path("meetings/<str:meeting>/", meetings.meeting_page, name="meeting"),
    path("meetings/<str:meeting>/packet.pdf", packet.meeting_pdf, name="meeting_pdf"),
    path("meetings/<str:meeting>/packet.zip", packet.meeting_zip, name="meeting_zip"),
    path("board-papers/<uuid:paper>/", board.paper, name="board_paper"),
    path("proofs/<uuid:proof>/", proofs.download, name="proof"),
    path("assignments/<uuid:assignment>/give-back/", case_people.assignment_end, name="assignment_end"),
    path("recusals/<uuid:disclosure>/lift/", case_people.recusal_lift, name="recusal_lift"),
    path("verify/", letters.verify, name="verify"),
    path("letters/<str:number>/", letters.letter, name="letter"),
    path("letters/<str:number>.pdf", letters.pdf, name="letter_pdf"),
    path("designations/", designations.designations, name="designations"),
    path("advice/", committee.advice, name="advice"),
    path("people/", staff.people, name="people"),
    path("colleagues/", colleagues.colleagues, name="colleagues"),
    path("potential-programs/", potential_office.potential_keeping, name="potential_keeping"),
    path("potential-programs/proposals/", potential_office.potential_proposals, name="potential_proposals"),
    path("potential-programs/files/<uuid:program_file>/", potential_office.potential_file, name="potential_file"),
    path("potential-programs/<uuid:potential_program>/", potential_office.potential_entry, name="potential_entry"),
    path("toolkit/", toolkit_office.toolkit_keeping, name="toolkit_keeping"),
    path("occupation-lists/", occupation_lists.occupation_lists, name="occupation_lists"),
    path("occupation-lists/files/<slug:kind>.csv", occupation_lists.empty_file, name="occupation_file"),
    path("occupation-lists/<uuid:occupation_list>/", occupation_list.occupation_list, name="occupation_list"),
    path(
        "occupation-lists/<uuid:occupation_list>/changes/",
        occupation_entry.occupation_list_compare,
        name="occupation_list_compare",
    ),
    path(
        "occupation-lists/<uuid:occupation_list>/<str:soc>/",
        occupation_entry.occupation_list_entry,
        name="occupation_list_entry",
    ),
    path("labor-sources/", labor_sources.labor_sources, name="labor_sources"),
    path("labor-sources/<uuid:labor_source>/", labor_sources.labor_source, name="labor_source"),
    path("priority-sectors/", occupation_findings.priority_sectors, name="priority_sectors"),
    path("exclusion-exceptions/", occupation_findings.exclusion_exceptions, name="exclusion_exceptions"),
    path(
        "exclusion-exceptions/<uuid:exclusion_exception>/document/",
        occupation_findings.exclusion_document,
        name="exclusion_document",
    ),
    path("area-profiles/", occupation_findings.area_profiles, name="area_profiles"),
    path("counties/", counties.county_list, name="county_list"),
    path("comparable-occupations/", occupation_findings.comparable_occupations, name="comparable_occupations"),
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/<str:number>/", cycles.cycle_edit, name="cycle_edit"),
    path("lost-programs/", losses.losses, name="losses"),
    path("lost-programs/<uuid:loss>/", losses.loss, name="loss"),
    path("process-description/", described.process_edit, name="process_edit"),
    path("holidays/", staff.holidays, name="holidays"),
    path("law/", staff.law_changes, name="law_changes"),
    path("law/simulations/", simulations.simulations, name="simulations"),
    path("law/simulations/<uuid:simulation>/", simulations.simulation, name="simulation"),
    path("law/simulations/<uuid:simulation>.csv", simulations.simulation_csv, name="simulation_csv"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("status/", staff.status, name="status"),
    path("audit/", audit.audit, name="audit"),
    path("admin/", admin.site.urls),
]
