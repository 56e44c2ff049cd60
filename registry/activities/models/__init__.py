from registry.activities.models.activity import Activity, ActivityReview, ActivityVersion, Award, SlotClaim
from registry.activities.models.count import ActivityCount
from registry.activities.models.evidence import Evidence, EvidenceFlag
from registry.activities.models.given import RecordGiven, RecordInHand
from registry.activities.models.paper import PaperFile, PaperLook, PaperNumber
from registry.activities.models.past_records import HistoryPackage, HistoryScan
from registry.activities.models.suspension import Suspension
