from registry.machinery.models.audit import AuditEntry
from registry.machinery.models.audit_chain import (
    AuditCheckpoint,
    AuditHead,
    AuditLink,
    AuditVerified,
    AuditWaiting,
)
from registry.machinery.models.demo import DemoClock
from registry.machinery.models.job import Job
from registry.machinery.models.kept_file import CleanCopy, KeptUpload
from registry.machinery.models.key_in_use import KeyInUse
from registry.machinery.models.retention import Forgotten, Hold, KeptKind
from registry.machinery.models.site_in_use import SiteInUse
from registry.machinery.models.tally import Tally
