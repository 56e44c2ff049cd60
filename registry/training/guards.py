"""What the database itself holds of courses, sessions and keys (四(四),
四(五)): reviewed, filed and closed stands."""

from collections.abc import Iterator

from cejc.lib.db.guards import Guard, changed, columns, fixed, kept
from registry.training.models import Filing

OF_OPEN_REVIEW = "(SELECT state FROM registry_coursereview WHERE id = OLD.review_id) = 'convened'"
PASSED = (
    "EXISTS (SELECT 1 FROM registry_coursereview WHERE course_id = OLD.{key} "
    "AND state = 'submitted' AND conclusion = 'pass')"
)
STANDS = (
    "EXISTS (SELECT 1 FROM registry_coursereview WHERE course_id = OLD.course_id "
    "AND (state = 'convened' OR conclusion = 'pass'))"
)
# An accepted filing is changed by a new version (四(四)); a closed
# session by a correction that closes it anew.
_FILED = "(SELECT state FROM registry_filing WHERE id = {row}.filing_id) NOT IN ('draft', 'returned')"
_CLOSED = "(SELECT state FROM registry_trainingsession WHERE id = {row}.session_id) = 'closed'"
_SIGNED_IN_CLOSED = (
    "(SELECT s.state FROM registry_trainingsession s JOIN registry_attendee a ON a.session_id = s.id "
    "WHERE a.id = {row}.attendee_id) = 'closed'"
)
KEY = "registry_platformkey"


def root(column: str) -> str:
    """The file into which the person of `column` was merged, else that person."""
    return f"COALESCE((SELECT merged_into_id FROM registry_professional WHERE id = {column}), {column})"  # noqa: S608


# Another part of the same base and year in the hands of the same
# person, account or organisation, or the same key.
_TOGETHER = (
    f"EXISTS (SELECT 1 FROM {KEY} o WHERE o.base_id = NEW.base_id AND o.year = NEW.year "  # noqa: S608
    f"AND o.part <> NEW.part AND "
    f"({root('o.person_id')} = {root('NEW.person_id')} OR o.custodian_id = NEW.custodian_id OR "
    "o.holder_id = NEW.holder_id OR o.public_key = NEW.public_key))"
)
_STRANGER = "(SELECT professional_id FROM registry_user WHERE id = NEW.custodian_id) {differs} NEW.person_id"


def _frozen(name: str, table: str, condition: str, sentence: str) -> Iterator[Guard]:
    """Neither a new row, nor a change, nor a deletion while `condition` holds of the row's parent."""
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        yield Guard(f"{name}_{event.lower()}", table, event, condition.format(row=row), sentence)


GUARDS: tuple[Guard, ...] = (
    fixed(
        "cejc_course_review_frozen",
        "registry_coursereview",
        "a submitted conclusion is frozen",
        when="OLD.state = 'submitted'",
    ),
    fixed(
        "cejc_course_review_materials",
        "registry_coursereview",
        "a review is of the materials it was convened for",
        when=changed("course_id", "round", "office_id", "materials"),
    ),
    kept("cejc_course_review_no_delete", "registry_coursereview", "a review is never deleted"),
    fixed(
        "cejc_expert_opinion_fixed",
        "registry_expertopinion",
        "an opinion stands once the review is concluded",
        when=f"NOT {OF_OPEN_REVIEW}",
    ),
    kept("cejc_expert_opinion_no_delete", "registry_expertopinion", "an opinion is never deleted"),
    fixed(
        "cejc_course_material_fixed",
        "registry_coursematerial",
        "reviewed material is neither changed nor taken away",
        when=f"{changed('course_id', 'sha256', 'stored_name', 'url', 'title')} OR "
        f"({changed('removed_at')} AND {STANDS})",
    ),
    kept("cejc_course_material_no_delete", "registry_coursematerial", "material is never deleted"),
    fixed(
        "cejc_course_reviewed",
        "registry_course",
        "what a conclusion approved of a course stands",
        when=f"{changed('base_id', 'form', 'subject', 'hours')} AND {PASSED.format(key='id')}",
    ),
    fixed("cejc_cross_sample_fixed", "registry_crossreviewsample", "a sample is drawn once"),
    kept("cejc_cross_sample_no_delete", "registry_crossreviewsample", "a sample is never deleted"),
    fixed(
        "cejc_cross_review_fixed",
        "registry_crossreview",
        "a decided cross-review stands",
        when=f"OLD.decision <> '' OR {changed('sample_id', 'course_id')}",
    ),
    kept("cejc_cross_review_no_delete", "registry_crossreview", "a cross-review is never deleted"),
    fixed(
        "cejc_filing_frozen",
        "registry_filing",
        "a filing that was submitted is changed by a new version",
        when="(OLD.state NOT IN ('draft', 'returned') AND "
        + changed("base_id", "year", "previous_id", *columns(Filing, *Filing.CONTENT, *Filing.FILE))
        + f") OR (OLD.number <> '' AND {changed('number', 'version')}) "
        "OR (OLD.state = 'accepted' AND NEW.state NOT IN ('accepted', 'replaced', 'withdrawn')) "
        f"OR (OLD.state IN ('replaced', 'withdrawn') AND {changed('state')}) "
        f"OR (OLD.state IN ('accepted', 'replaced') AND {changed('decided_at', 'decided_by_id')})",
    ),
    kept(
        "cejc_filing_no_delete",
        "registry_filing",
        "a filing that was submitted once is never deleted",
        when="OLD.submitted_at IS NOT NULL",
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
    fixed(
        "cejc_attendee_result",
        "registry_attendee",
        "the results of a closed session stand",
        when=f"{_CLOSED.format(row='OLD')} AND {changed('session_id', 'passed', 'name')}",
    ),
    kept(
        "cejc_attendee_delete",
        "registry_attendee",
        "the people of a closed session stand",
        when=_CLOSED.format(row="OLD"),
    ),
    kept(
        "cejc_session_no_delete",
        "registry_trainingsession",
        "a session that was closed once is never deleted",
        when="OLD.version > 0",
    ),
    fixed(
        "cejc_session_version_no_update", "registry_sessionversion", "what a closing found is kept as it was"
    ),
    kept(
        "cejc_session_version_no_delete", "registry_sessionversion", "what a closing found is kept as it was"
    ),
    Guard(
        "cejc_platform_key_apart",
        KEY,
        "INSERT",
        f"{_TOGETHER} OR {_STRANGER}",
        "key A and key B of a platform are never in one hand",
    ),
    fixed(
        "cejc_platform_key_fixed",
        KEY,
        "a key stands as it was deposited",
        when=changed(
            "base_id",
            "year",
            "part",
            "serial",
            "algorithm",
            "public_key",
            "fingerprint",
            "custodian_id",
            "person_id",
            "holder_id",
            "deposited_at",
            "public_id",
        )
        + " OR (OLD.state <> 'active' AND NEW.state NOT IN (OLD.state, 'compromised'))"
        + " OR (OLD.compromised_from IS NOT NULL AND "
        "(NEW.compromised_from IS NULL OR NEW.compromised_from > OLD.compromised_from))"
        + " OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at > OLD.ended_at))",
    ),
    kept("cejc_platform_key_no_delete", KEY, "a key is never deleted"),
)
