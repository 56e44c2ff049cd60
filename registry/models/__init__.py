"""The registry's tables, one file a noun."""

from registry.models.account import ActivationCode, LoginAttempt, User
from registry.models.activity import Activity, ActivityReview, ActivityVersion, Award, SlotClaim
from registry.models.api_client import ApiClient, ApiRequest, ApiUse, StagingOffer, StagingResult
from registry.models.audit import AuditEntry, AuditHead
from registry.models.base import Expert, TrainingBase
from registry.models.completion import Completion, CompletionBatch
from registry.models.course import Course, CourseMaterial
from registry.models.course_review import CourseReview, CrossReview, CrossReviewSample, ExpertOpinion
from registry.models.death import Death
from registry.models.demo import DemoClock
from registry.models.deputy import Deputy
from registry.models.erasure import Erasure
from registry.models.evidence import Evidence, EvidenceFlag
from registry.models.filing import FiledSlot, Filing, FilingSequence
from registry.models.handbook import (
    Handbook,
    HandbookClaim,
    HandbookClaimEntry,
    HandbookEdition,
    HandbookEvent,
    HandbookSequence,
)
from registry.models.history import HistoryImport, HistoryPackage, HistoryRow, HistoryScan
from registry.models.identity_change import IdentityChange
from registry.models.job import Job
from registry.models.kept_file import CleanCopy, KeptUpload
from registry.models.merge import Merge
from registry.models.message import MailPreference, Message
from registry.models.missing_hours import MissingHours
from registry.models.organisation import Membership, Organisation
from registry.models.platform_key import PlatformKey
from registry.models.portrait import Portrait
from registry.models.professional import Employment, Professional
from registry.models.registration import AnnualRegistration, RegistrationArrangement
from registry.models.roster import RosterImport
from registry.models.session import (
    AttendanceSheet,
    Attendee,
    SessionSlot,
    SessionVersion,
    SignIn,
    TrainingSession,
)
from registry.models.suspension import Suspension
from registry.models.tally import Tally
from registry.models.title_record import TitleRecord
from registry.models.unattended import Unattended
from registry.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "ActivationCode",
    "Activity",
    "ActivityReview",
    "ActivityVersion",
    "AnnualRegistration",
    "ApiClient",
    "ApiRequest",
    "ApiUse",
    "AttendanceSheet",
    "Attendee",
    "AuditEntry",
    "AuditHead",
    "Award",
    "CleanCopy",
    "Completion",
    "CompletionBatch",
    "Course",
    "CourseMaterial",
    "CourseReview",
    "CrossReview",
    "CrossReviewSample",
    "Death",
    "DemoClock",
    "Deputy",
    "Employment",
    "Erasure",
    "Evidence",
    "EvidenceFlag",
    "Expert",
    "ExpertOpinion",
    "FiledSlot",
    "Filing",
    "FilingSequence",
    "Handbook",
    "HandbookClaim",
    "HandbookClaimEntry",
    "HandbookEdition",
    "HandbookEvent",
    "HandbookSequence",
    "HistoryImport",
    "HistoryPackage",
    "HistoryRow",
    "HistoryScan",
    "IdentityChange",
    "Job",
    "KeptUpload",
    "LoginAttempt",
    "MailPreference",
    "Membership",
    "Merge",
    "Message",
    "MissingHours",
    "Organisation",
    "PlatformKey",
    "Portrait",
    "Professional",
    "RegistrationArrangement",
    "RosterImport",
    "SessionSlot",
    "SessionVersion",
    "SignIn",
    "SlotClaim",
    "StagingOffer",
    "StagingResult",
    "Suspension",
    "Tally",
    "TitleRecord",
    "TrainingBase",
    "TrainingSession",
    "Unattended",
    "User",
    "Webhook",
    "WebhookDelivery",
]
