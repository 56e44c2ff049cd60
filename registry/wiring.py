"""Who answers whom: rooms ask by hooks what only a room above them
knows. Read as a table, from the ground up."""

from cejc.lib import metrics
from registry.activities import above as activities
from registry.activities.counts import WAITING_RECORDS
from registry.activities.models import ActivityCount
from registry.activities.queries.listed import REVIEW
from registry.activities.queries.remindable import ACTIVITY
from registry.activities.services import paper_look, past_records, taking_back  # noqa: F401  (its kind of workbook)
from registry.changes.queries import person_request
from registry.changes.services import death, erasure, identity_change, merge, merge_check  # noqa: F401  (their procedures)
from registry.desk import own_places, own_questions, own_sentences, own_tasks
from registry.keys import published as published_keys
from registry.machinery.forms import words
from registry.machinery.queries import metrics as machinery_metrics
from registry.machinery.services import audit, counting, forgetting, job_sweep
from registry.people import above as people
from registry.people import lists, remindable
from registry.people.models import Look
from registry.people.queries import metrics as people_metrics
from registry.people.queries import persons
from registry.people.queries.listed import PEOPLE
from registry.people.services import roster  # noqa: F401  (its kind of workbook)
from registry.people.services.telling import message
from registry.platforms.services import webhook
from registry.public_log import acts
from registry.results import above as results
from registry.results import published as published_results
from registry.results.queries import activity_course, completion, course_hours, key_desk
from registry.results.queries.listed import RESULTS
from registry.results.services import completion_settle, completion_wake
from registry.rules import published as published_rules
from registry.rules.models import WhatIfLoss
from registry.training import base_desk
from registry.training.queries import course_review, fall
from registry.training.queries.listed import FILINGS
from registry.training.services import attendance_sheet  # noqa: F401  (its kind of workbook)
from registry.training.services.filing_papers import PAPERS as FILING_PAPERS
from registry.yearly import published as published_yearly
from registry.yearly.queries import registration
from registry.yearly.queries.listed import HANDBOOKS, REGISTRATIONS
from registry.yearly.queries.remindable import REGISTRATION
from registry.yearly.queries.titles import titles_of
from registry.yearly.services import handbook_sheet  # noqa: F401  (its kind of workbook)
from registry.yearly.services.handbook_papers import PAPERS as HANDBOOK_PAPERS
from registry.yearly.services.registration_reopening import on_taken_back


def connect() -> None:
    """Called once, when Django is ready."""
    people.names_before.add(person_request.old_names)
    persons.titles_by.add(titles_of)
    people.changes_waiting.add(person_request.waiting_count)
    people.places_left.add(course_review.offices_left)

    forgetting.forgotten.add(paper_look.forget)
    job_sweep.still_led_to.add(message.led_to)
    metrics.sources.add(machinery_metrics.families)
    metrics.sources.add(people_metrics.families)

    activities.years_closed.add(registration.locked_years)
    activities.result_of.add(completion.proof_of)
    activities.proven_among.add(completion.proven)
    activities.booked_among.add(completion.booked)
    activities.facts_by.add(activity_course.facts_with)
    activities.faults_by.add(activity_course.entry_faults)
    activities.unmatched_by.add(activity_course.is_unmatched)
    activities.unanswered_by.add(activity_course.unanswered)
    activities.fault_by.add(activity_course.course_fault)
    taking_back.listeners.add(on_taken_back)
    merge_check.register_derived(WhatIfLoss)
    merge_check.register_derived(Look)  # stays at the file that was looked at; the person reads both

    for topic in (REGISTRATION, ACTIVITY):
        remindable.register(topic)

    lists.register(PEOPLE, REVIEW, REGISTRATIONS, HANDBOOKS, FILINGS, RESULTS)
    lists.print_as(HANDBOOKS, HANDBOOK_PAPERS)
    lists.print_as(FILINGS, FILING_PAPERS)

    fall.results_of.add(course_hours.fallen)
    base_desk.to_sign.add(key_desk.batches_to_sign)
    results.listeners.add(webhook.note)

    for room in (published_keys, published_yearly, published_results, published_rules):
        acts.register(*room.ALL)

    for own in (own_places, own_sentences, own_tasks, own_questions):
        own.register_all()
    words.adopt()
    counting.keep(WAITING_RECORDS, ActivityCount, "role", "office")
    for listener in (completion_settle.follow, completion_wake.wake, webhook.heard, counting.moved):
        audit.listen(listener)
