"""What certification answers to the rooms below it, and what it hears of
them. Read as a table, from the ground up."""

from cejc.lib import metrics
from certification import counts, own_sentences, places, published
from certification.models import SlipParcel
from certification.models.count import CaseCount, SlipCount
from certification.models.figures import FigureDirty, PersonYear
from certification.queries import metrics as own_metrics
from certification.queries import who_may
from certification.queries.application import application_of, applications_among, last_day_of
from certification.queries.followed import what_followed
from certification.queries.ledger import aside_of_slips, checked_years
from certification.queries.listed import BATCHES, CASES, NOTICES, SLIPS
from certification.queries.remindable import APPLY, CORRECT
from certification.queries.under_way import open_under
from certification.services import amended, figures, ground, leaving, own_copy
from certification.services.notices.notice_papers import PAPERS
from certification.services.slips import parcel
from certification.services.slips.recheck import activity_taken_back
from registry.activities.queries import ledger
from registry.activities.services import taking_back
from registry.changes.services import death, erasure, erasure_files, merge_check
from registry.machinery.services import audit, counting, holds
from registry.people import above as people
from registry.people import held_files, lists, remindable
from registry.people.services import standing
from registry.public_log import acts
from registry.public_log.services import leaves
from registry.results.queries import course_hours
from registry.rules import above as rules
from registry.rules.services import policy_jobs
from registry.yearly.queries import aside
from registry.yearly.queries.application import register_application, register_last_day


def connect() -> None:
    """Called once, when Django is ready and the registry is connected."""
    for topic in (APPLY, CORRECT):
        remindable.register(topic)
    metrics.sources.add(own_metrics.families)
    acts.register(*published.ALL)
    people.matters_of.add(applications_among)
    held_files.register("parcel", SlipParcel, parcel.begin, parcel.JOB)
    lists.register(CASES, NOTICES, BATCHES, SLIPS)
    lists.print_as(NOTICES, PAPERS)
    holds.rests.add(ground.hold)
    holds.rests_among.add(ground.hold_among)
    holds.follows.add(what_followed)
    ledger.certified_by.add(checked_years)
    taking_back.listeners.add(activity_taken_back)
    aside.sources.add(aside_of_slips)
    rules.open_under.add(open_under)
    policy_jobs.underway.add(amended.count_again)
    register_application(application_of)
    register_last_day(last_day_of)
    course_hours.relied_on.add(leaving.resting_on)
    death.listeners.add(leaving.call_off)
    erasure.keepers.add(leaving.papers)
    erasure.blockers.add(leaving.under_way)
    erasure_files.relied_on.add(leaving.relied_on)
    for derived in (PersonYear, FigureDirty):
        merge_check.register_derived(derived)
    for own in (places, own_sentences, who_may):
        own.register_all()
    audit.listen(ground.hear)
    audit.listen(own_copy.hear)
    # What moves because of it is logged and counted with the rest: these listen after it.
    audit.listen(leaves.hear)
    audit.listen(figures.mark)
    counting.keep(counts.CASES, CaseCount, "role", "office")
    counting.keep(counts.SLIPS, SlipCount, "role", "office")
    # Last, when everything that follows from an act has been done.
    audit.listen(standing.follow)
