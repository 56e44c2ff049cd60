from registry.machinery.models.audit import AuditEntry, AuditHead
from registry.machinery.models.demo import DemoClock
from registry.machinery.models.job import Job
from registry.machinery.models.kept_file import CleanCopy, KeptUpload
from registry.machinery.models.tally import Tally
