"""The registry's tables, one file a noun."""

from registry.models.account import ActivationCode, LoginAttempt, User
from registry.models.activity import Activity, ActivityReview, ActivityVersion, Award, SlotClaim
from registry.models.audit import AuditEntry, AuditHead
from registry.models.demo import DemoClock
from registry.models.evidence import Evidence, EvidenceFlag
from registry.models.history import HistoryImport, HistoryPackage, HistoryRow, HistoryScan
from registry.models.job import Job
from registry.models.message import Message
from registry.models.organisation import Membership, Organisation
from registry.models.professional import Employment, Professional
from registry.models.registration import AnnualRegistration, RegistrationArrangement
from registry.models.roster import RosterImport
from registry.models.suspension import Suspension

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
    "Employment",
    "Evidence",
    "EvidenceFlag",
    "HistoryImport",
    "HistoryPackage",
    "HistoryRow",
    "HistoryScan",
    "Job",
    "LoginAttempt",
    "Membership",
    "Message",
    "Organisation",
    "Professional",
    "RegistrationArrangement",
    "RosterImport",
    "SlotClaim",
    "Suspension",
    "User",
]
