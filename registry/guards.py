"""Triggers by which the database itself refuses to rewrite what was recorded.

They are made anew at the end of every `migrate` (`keep`), so that no migration has to think of them; the system
check `registry.E001` says when one is missing.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from registry.guard import Guard, changed
from registry.guards_dual_key import DUAL_KEY

APPROVED = "OLD.state = 'approved'"
OF_APPROVED = "(SELECT state FROM registry_activity WHERE id = OLD.activity_id) = 'approved'"
SUBMITTED_ONCE = "(SELECT version FROM registry_activity WHERE id = OLD.activity_id) > 0"

Guards = Sequence[Guard]
Tables = Sequence[str]
GUARDS = (
    Guard("cejc_audit_no_update", "registry_auditentry", "UPDATE", None, "audit entries are append-only"),
    Guard("cejc_audit_no_delete", "registry_auditentry", "DELETE", None, "audit entries are append-only"),
    Guard(
        "cejc_activity_approved",
        "registry_activity",
        "UPDATE",
        # The state alone may change: a later decision may take an approval back, with history.
        f"{APPROVED} AND {changed('facts', 'kind', 'title', 'professional_id', 'version')}",
        "an approved activity is immutable",
    ),
    Guard(
        "cejc_activity_no_delete",
        "registry_activity",
        "DELETE",
        "OLD.version > 0",
        "an activity that was submitted once is never deleted",
    ),
    Guard(
        "cejc_version_no_update", "registry_activityversion", "UPDATE", None, "a submission is kept as it was"
    ),
    Guard(
        "cejc_version_no_delete", "registry_activityversion", "DELETE", None, "a submission is kept as it was"
    ),
    Guard(
        "cejc_award_no_update",
        "registry_award",
        "UPDATE",
        OF_APPROVED,
        "awards of an approved activity stand",
    ),
    Guard(
        "cejc_award_no_delete",
        "registry_award",
        "DELETE",
        OF_APPROVED,
        "awards of an approved activity stand",
    ),
    Guard(
        "cejc_evidence_fixed",
        "registry_evidence",
        "UPDATE",
        changed("sha256", "stored_name", "activity_id", "document_kind"),
        "an evidence file is replaced by a new version, never changed",
    ),
    Guard(
        "cejc_evidence_no_delete",
        "registry_evidence",
        "DELETE",
        SUBMITTED_ONCE,
        "evidence of a submitted activity is never deleted",
    ),
)
# PostgreSQL can also empty a table at one stroke, past the triggers of its rows.
NO_TRUNCATE = ("registry_auditentry", "registry_activityversion", "registry_evidence", "registry_award")
# What came later has tables of its own, made by later migrations.
REGISTRATION = (
    Guard(
        "cejc_registration_locked",
        "registry_annualregistration",
        "UPDATE",
        # Opening it again is a change of state, with a reason and history.
        f"OLD.state = 'locked' AND NEW.state = 'locked' AND {changed('summary', 'year', 'organisation_id', 'office_id')}",
        "a locked registration is immutable",
    ),
    Guard(
        "cejc_registration_no_delete",
        "registry_annualregistration",
        "DELETE",
        "OLD.locked_at IS NOT NULL",
        "a registration that was locked once is never deleted",
    ),
)
HANDBOOK = (
    Guard(
        "cejc_handbook_fixed",
        "registry_handbook",
        "UPDATE",
        f"{changed('number', 'year', 'sequence', 'claim_id')} OR NEW.issue < OLD.issue",
        "the number of a handbook stands",
    ),
    Guard("cejc_handbook_no_delete", "registry_handbook", "DELETE", None, "a handbook is never deleted"),
    Guard(
        "cejc_handbook_event_no_update", "registry_handbookevent", "UPDATE", None, "history is append-only"
    ),
    Guard(
        "cejc_handbook_event_no_delete", "registry_handbookevent", "DELETE", None, "history is append-only"
    ),
    Guard(
        "cejc_handbook_edition_fixed",
        "registry_handbookedition",
        "UPDATE",
        f"{changed('content', 'content_sha256', 'check_code', 'handbook_id', 'edition')} OR "
        f"(OLD.pdf_sha256 <> '' AND {changed('pdf_name', 'pdf_sha256')})",
        "an edition of a handbook is frozen",
    ),
    Guard(
        "cejc_handbook_edition_no_delete",
        "registry_handbookedition",
        "DELETE",
        None,
        "an edition of a handbook is never deleted",
    ),
)
# What a provider reported is never edited; a correction is a new version (四(五)).
COMPLETION = (
    Guard(
        "cejc_completion_frozen",
        "registry_completion",
        "UPDATE",
        changed(
            "external_id",
            "version",
            "replaces_id",
            "base_id",
            "course_id",
            "session_id",
            "name",
            "identity_type",
            "identity_index",
            "subject",
            "lines",
            "hours",
            "minutes",
            "passed_on",
            "attributed_year",
            "certificate",
            "reported_at",
        ),
        "a reported result is corrected by a new version",
    ),
    Guard(
        "cejc_completion_no_delete",
        "registry_completion",
        "DELETE",
        None,
        "a reported result is withdrawn, not deleted",
    ),
)


def leaves(column: str) -> str:
    """The condition that `column` is to name another person than the one into whom its person was merged."""
    kept = f"(SELECT merged_into_id FROM registry_professional WHERE id = OLD.{column})"  # noqa: S608 (a name of ours)
    return f"({changed(column)} AND COALESCE({kept}, 0) {{differs}} NEW.{column})"


def resealed(column: str) -> str:
    """The condition that a sealed `column` is to change otherwise than by a new key (whose name its head holds) or
    by being emptied."""
    same_key = f"(OLD.{column} = '' OR substr(NEW.{column}, 1, 18) = substr(OLD.{column}, 1, 18))"
    return f"(NEW.{column} <> OLD.{column} AND NEW.{column} <> '' AND {same_key})"


def _ended(
    table: str, *columns: str, sealed: Sequence[str] = (), people: Sequence[str] = ()
) -> Iterator[Guard]:
    fixed = changed(
        "state",
        "organisation_id",
        "reason",
        "sha256",
        "asked_by_id",
        "asked_at",
        "first_by_id",
        "first_at",
        "second_by_id",
        "second_at",
        "note",
        "public_id",
        *columns,
    )
    named = [leaves(name) for name in ("professional_id", "first_person_id", "second_person_id", *people)]
    # The file can be taken away (a deletion by law), never exchanged.
    file = f"({changed('stored_name')} AND NEW.stored_name <> '')"
    rest = " OR ".join([fixed, file, *named, *(resealed(name) for name in sealed)])
    yield Guard(
        f"cejc_{table}_ended",
        f"registry_{table}",
        "UPDATE",
        f"OLD.state IN ('done', 'refused', 'withdrawn') AND ({rest})",
        "a request that has ended is immutable",
    )
    yield Guard(f"cejc_{table}_no_delete", f"registry_{table}", "DELETE", None, "a request is never deleted")


PERSON_REQUESTS = (
    *_ended(
        "identitychange",
        "new_name",
        "new_identity_type",
        "new_identity_masked",
        "old_name",
        "old_identity_type",
        "old_identity_masked",
        sealed=("new_identity_number", "old_identity_number"),
    ),
    *_ended("merge", "moved", people=("duplicate_id",)),
    *_ended("death", "died_on"),
    *_ended("erasure", "erased", "kept", "keep_until"),
)
# These take the place of those of the same name above: what is fixed may follow its person to the file that
# another one was merged into, and go nowhere else.
MERGED = (
    Guard(
        "cejc_activity_approved",
        "registry_activity",
        "UPDATE",
        f"{APPROVED} AND ({changed('facts', 'kind', 'title', 'version')} OR {leaves('professional_id')})",
        "an approved activity is immutable",
    ),
    Guard(
        "cejc_award_no_update",
        "registry_award",
        "UPDATE",
        f"{OF_APPROVED} AND ("
        + changed(
            "activity_id",
            "year",
            "subject",
            "hours",
            "deemed",
            "clause",
            "rule",
            "why",
            "policy",
            "policy_sha256",
        )
        + f" OR {leaves('professional_id')})",
        "awards of an approved activity stand",
    ),
    Guard(
        "cejc_handbook_event_no_update",
        "registry_handbookevent",
        "UPDATE",
        changed("handbook_id", "kind", "issue", '"on"', "received_by", "reason", "by_id", "at")
        + f" OR {leaves('person_id')}",
        "history is append-only",
    ),
    # A reported result forgets whose number it bore once its person was erased: to a marker, never to a number.
    next(guard for guard in COMPLETION if guard.name == "cejc_completion_frozen")._replace(
        condition=changed(
            "external_id",
            "version",
            "replaces_id",
            "base_id",
            "course_id",
            "session_id",
            "name",
            "identity_type",
            "subject",
            "lines",
            "hours",
            "minutes",
            "passed_on",
            "attributed_year",
            "certificate",
            "reported_at",
        )
        + f" OR ({changed('identity_index')} AND substr(NEW.identity_index, 1, 7) <> 'erased:')"
    ),
)
OF_OPEN_REVIEW = "(SELECT state FROM registry_coursereview WHERE id = OLD.review_id) = 'convened'"
PASSED = (
    "EXISTS (SELECT 1 FROM registry_coursereview WHERE course_id = OLD.{key} "
    "AND state = 'submitted' AND conclusion = 'pass')"
)
STANDS = (
    "EXISTS (SELECT 1 FROM registry_coursereview WHERE course_id = OLD.course_id "
    "AND (state = 'convened' OR conclusion = 'pass'))"
)
# What experts reviewed and the province has on file stands (四(四)): other materials are another review.
COURSE_REVIEW = (
    Guard(
        "cejc_course_review_frozen",
        "registry_coursereview",
        "UPDATE",
        "OLD.state = 'submitted'",
        "a submitted conclusion is frozen",
    ),
    Guard(
        "cejc_course_review_materials",
        "registry_coursereview",
        "UPDATE",
        changed("course_id", "round", "office_id", "materials"),
        "a review is of the materials it was convened for",
    ),
    Guard(
        "cejc_course_review_no_delete", "registry_coursereview", "DELETE", None, "a review is never deleted"
    ),
    Guard(
        "cejc_expert_opinion_fixed",
        "registry_expertopinion",
        "UPDATE",
        f"NOT {OF_OPEN_REVIEW}",
        "an opinion stands once the review is concluded",
    ),
    Guard(
        "cejc_expert_opinion_no_delete",
        "registry_expertopinion",
        "DELETE",
        None,
        "an opinion is never deleted",
    ),
    Guard(
        "cejc_course_material_fixed",
        "registry_coursematerial",
        "UPDATE",
        f"{changed('course_id', 'sha256', 'stored_name', 'url', 'title')} OR "
        f"({changed('removed_at')} AND {STANDS})",
        "reviewed material is neither changed nor taken away",
    ),
    Guard(
        "cejc_course_material_no_delete",
        "registry_coursematerial",
        "DELETE",
        None,
        "material is never deleted",
    ),
    Guard(
        "cejc_course_reviewed",
        "registry_course",
        "UPDATE",
        f"{changed('base_id', 'form', 'subject', 'hours')} AND {PASSED.format(key='id')}",
        "what a conclusion approved of a course stands",
    ),
    Guard("cejc_cross_sample_fixed", "registry_crossreviewsample", "UPDATE", None, "a sample is drawn once"),
    Guard(
        "cejc_cross_sample_no_delete",
        "registry_crossreviewsample",
        "DELETE",
        None,
        "a sample is never deleted",
    ),
    Guard(
        "cejc_cross_review_fixed",
        "registry_crossreview",
        "UPDATE",
        f"OLD.decision <> '' OR {changed('sample_id', 'course_id')}",
        "a decided cross-review stands",
    ),
    Guard(
        "cejc_cross_review_no_delete",
        "registry_crossreview",
        "DELETE",
        None,
        "a cross-review is never deleted",
    ),
)
# An accepted filing is changed by a new version (四(四)); a closed session by a correction that closes it anew.
_FILED = "(SELECT state FROM registry_filing WHERE id = {row}.filing_id) NOT IN ('draft', 'returned')"
_CLOSED = "(SELECT state FROM registry_trainingsession WHERE id = {row}.session_id) = 'closed'"
_SIGNED_IN_CLOSED = (
    "(SELECT s.state FROM registry_trainingsession s JOIN registry_attendee a ON a.session_id = s.id "
    "WHERE a.id = {row}.attendee_id) = 'closed'"
)


def _frozen(name: str, table: str, condition: str, sentence: str) -> Iterator[Guard]:
    """Neither a new row, nor a change, nor a deletion while `condition` holds of the row's parent."""
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        yield Guard(f"{name}_{event.lower()}", table, event, condition.format(row=row), sentence)


SESSIONS = (
    Guard(
        "cejc_filing_frozen",
        "registry_filing",
        "UPDATE",
        "(OLD.state NOT IN ('draft', 'returned') AND "
        + changed(
            "base_id",
            "course_id",
            "year",
            "previous_id",
            "title",
            "theme",
            "textbook",
            "audience",
            "headcount",
            "place",
            "contact",
            "plan",
            "file_name",
            "stored_name",
            "sha256",
        )
        + f") OR (OLD.number <> '' AND {changed('number', 'version')}) "
        "OR (OLD.state = 'accepted' AND NEW.state NOT IN ('accepted', 'replaced', 'withdrawn')) "
        f"OR (OLD.state IN ('replaced', 'withdrawn') AND {changed('state')}) "
        f"OR (OLD.state IN ('accepted', 'replaced') AND {changed('decided_at', 'decided_by_id')})",
        "a filing that was submitted is changed by a new version",
    ),
    Guard(
        "cejc_filing_no_delete",
        "registry_filing",
        "DELETE",
        "OLD.submitted_at IS NOT NULL",
        "a filing that was submitted once is never deleted",
    ),
    *_frozen("cejc_filed_slot", "registry_filedslot", _FILED, "the timetable of a submitted filing stands"),
    *_frozen(
        "cejc_session_slot", "registry_sessionslot", _CLOSED, "the timetable of a closed session stands"
    ),
    *_frozen(
        "cejc_sign_in", "registry_signin", _SIGNED_IN_CLOSED, "the attendance of a closed session stands"
    ),
    Guard(
        "cejc_attendee_insert",
        "registry_attendee",
        "INSERT",
        _CLOSED.format(row="NEW"),
        "the people of a closed session stand",
    ),
    Guard(
        "cejc_attendee_result",
        "registry_attendee",
        "UPDATE",
        f"{_CLOSED.format(row='OLD')} AND {changed('session_id', 'passed', 'name')}",
        "the results of a closed session stand",
    ),
    Guard(
        "cejc_attendee_delete",
        "registry_attendee",
        "DELETE",
        _CLOSED.format(row="OLD"),
        "the people of a closed session stand",
    ),
    Guard(
        "cejc_session_no_delete",
        "registry_trainingsession",
        "DELETE",
        "OLD.version > 0",
        "a session that was closed once is never deleted",
    ),
    Guard(
        "cejc_session_version_no_update",
        "registry_sessionversion",
        "UPDATE",
        None,
        "what a closing found is kept as it was",
    ),
    Guard(
        "cejc_session_version_no_delete",
        "registry_sessionversion",
        "DELETE",
        None,
        "what a closing found is kept as it was",
    ),
)
_REPLACED = {guard.name for guard in MERGED}
ALL = (
    *(guard for guard in (*GUARDS, *REGISTRATION, *HANDBOOK, *COMPLETION) if guard.name not in _REPLACED),
    *MERGED,
    *PERSON_REQUESTS,
    *COURSE_REVIEW,
    *SESSIONS,
    *DUAL_KEY,
)


def statements(vendor: str, guards: Guards, tables: Tables) -> Iterator[str]:
    """The SQL that makes every guard anew on this kind of database."""
    for guard in guards:
        yield from _sqlite(guard) if vendor == "sqlite" else _postgresql(guard)
    if vendor == "postgresql":
        for table in tables:
            yield from _no_truncate(table)


def removals(vendor: str, guards: Guards, tables: Tables) -> Iterator[str]:
    for guard in guards:
        on = "" if vendor == "sqlite" else f" ON {guard.table}"
        yield f"DROP TRIGGER IF EXISTS {guard.name}{on}"
    if vendor == "postgresql":
        yield from (f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}" for table in tables)


def _sqlite(guard: Guard) -> Iterator[str]:
    when = f" WHEN {guard.condition}".replace("{differs}", "IS NOT") if guard.condition else ""
    yield f"DROP TRIGGER IF EXISTS {guard.name}"
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW{when} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.sentence}'); END"
    )


def _postgresql(guard: Guard) -> Iterator[str]:
    # A WHEN of PostgreSQL holds no subquery: the condition stands in the function.
    test = (guard.condition or "TRUE").replace("{differs}", "IS DISTINCT FROM")
    kept = "OLD" if guard.event == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {test} THEN RAISE EXCEPTION '{guard.sentence}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {kept}; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}"
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
    )


def _no_truncate(table: str) -> Iterator[str]:
    name = f"{table}_no_truncate"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is never emptied' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


def install(connection: Any, guards: Guards = GUARDS, tables: Tables = NO_TRUNCATE) -> None:
    """Make `guards`, and keep `tables` from being emptied; the room above gives its own."""
    _run(connection, statements(connection.vendor, guards, tables))


def remove(connection: Any, guards: Guards = GUARDS, tables: Tables = NO_TRUNCATE) -> None:
    """Take them away again."""
    _run(connection, removals(connection.vendor, guards, tables))


def keep(config: AppConfig, guards: Guards, tables: Tables) -> None:
    """From now on every `migrate` ends with `guards` and `tables` as the code of `config` has them.

    On SQLite they stand aside meanwhile: it builds a table anew for most changes, drops the table's triggers with
    the old one, and refuses while a trigger elsewhere names it.
    """

    def aside(*, using: str, plan: Any, **_rest: Any) -> None:
        connection = connections[using]
        if connection.vendor == "sqlite" and plan:
            remove(connection, guards, tables)

    def again(*, using: str, **rest: Any) -> None:
        if "plan" not in rest:  # a flush: the tables stand as they were
            return
        connection = connections[using]
        present = set(connection.introspection.table_names())
        install(
            connection,
            [guard for guard in guards if guard.table in present],
            [table for table in tables if table in present],
        )

    pre_migrate.connect(aside, sender=config, weak=False, dispatch_uid=f"{config.label}.guards")
    post_migrate.connect(again, sender=config, weak=False, dispatch_uid=f"{config.label}.guards")


def _run(connection: Any, lines: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for line in lines:
            cursor.execute(line)


def missing(connection: Any, guards: Guards = GUARDS, tables: Tables = NO_TRUNCATE) -> list[str]:
    """The names of the guards that the database lacks."""
    listed = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    wanted = [guard.name for guard in guards]
    if connection.vendor == "postgresql":
        wanted += [f"{table}_no_truncate" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(listed)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in present]
