"""The registry's tables, one file a noun."""

from registry.models.account import ActivationCode, LoginAttempt, User
from registry.models.activity import Activity, ActivityReview, ActivityVersion, Award, SlotClaim
from registry.models.audit import AuditEntry, AuditHead
from registry.models.demo import DemoClock
from registry.models.deputy import Deputy
from registry.models.evidence import Evidence, EvidenceFlag
from registry.models.handbook import (
    Handbook,
    HandbookClaim,
    HandbookClaimEntry,
    HandbookEdition,
    HandbookEvent,
    HandbookSequence,
)
from registry.models.history import HistoryImport, HistoryPackage, HistoryRow, HistoryScan
from registry.models.job import Job
from registry.models.message import Message
from registry.models.organisation import Membership, Organisation
from registry.models.portrait import Portrait
from registry.models.professional import Employment, Professional
from registry.models.registration import AnnualRegistration, RegistrationArrangement
from registry.models.roster import RosterImport
from registry.models.suspension import Suspension
from registry.models.title_record import TitleRecord

__all__ = [
    "ActivationCode",
    "Activity",
    "ActivityReview",
    "ActivityVersion",
    "AnnualRegistration",
    "AuditEntry",
    "AuditHead",
    "Award",
    "DemoClock",
    "Deputy",
    "Employment",
    "Evidence",
    "EvidenceFlag",
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
    "Job",
    "LoginAttempt",
    "Membership",
    "Message",
    "Organisation",
    "Portrait",
    "Professional",
    "RegistrationArrangement",
    "RosterImport",
    "SlotClaim",
    "Suspension",
    "TitleRecord",
    "User",
]
