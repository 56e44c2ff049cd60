"""Which kind of message is about what: what its reader may choose to have by mail later, or not at all.

A kind that nobody has sorted counts as a decision: it is mailed at once.
"""

from registry.enums import MailTopic

_TOPICS: dict[str, MailTopic] = {}


def declare(topic: MailTopic, *kinds: str) -> None:
    """Sort `kinds` (names of templates in `messages/`) under `topic`."""
    for kind in kinds:
        _TOPICS[kind] = topic


def topic_of(kind: str) -> MailTopic:
    return _TOPICS.get(kind, MailTopic.DECISION)


declare(
    MailTopic.PROGRESS,
    "activity_approved",
    "case_recounted",
    "completion_booked",
    "cross_answered",
    "cross_decided",
    "filing_accepted",
    "handbook_claim_granted",
    "handbook_granted",
    "many_done",
    "many_looked",
    "missing_hours_answered",
    "opinions_complete",
    "reminding_sent",
    "registration_locked",
    "registration_received",
    "registration_sent",
    "registration_confirmed",
    "sheet_done",
    "policy_published",
    "policy_returned",
    "policy_trial_ended",
    "policy_withdrawn",
    "suspension_declared",
    "suspension_ended",
    "base_established",
    "review_convened",
    "batch_signed",
)
declare(
    MailTopic.TASK,
    "batch_to_sign",
    "conclusion_submitted",
    "cross_asked",
    "cross_drawn",
    "filing_submitted",
    "handbook_claimed",
    "missing_hours_asked",
    "export_asked",
    "opinion_asked",
    "person_request_asked",
    "policy_proposed",
    "policy_withdrawal_asked",
    "seat_asked",
)
declare(MailTopic.REMINDER, "letter", "missing_hours_overdue", "registration_reminder", "reminding")
declare(
    MailTopic.ACCOUNT,
    "deputy_ended",
    "deputy_named",
    "employment_ended",
    "expert_appointed",
    "login_bound",
    "login_unbound",
    "membership_ended",
    "membership_granted",
    "person_request_done",
    "person_request_opened",
    "person_request_refused",
    "export_granted",
    "export_refused",
    "recovery_asked",
    "recovery_confirmed",
    "recovery_refused",
    "recovery_used",
    "seat_refused",
    "second_factor_added",
    "second_factor_removed",
    "platform_key_deposited",
    "platform_key_ended",
)
