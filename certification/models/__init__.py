"""The certification room's tables, one file a noun."""

from certification.models.batch import Batch, WindowException
from certification.models.case import Case, CaseItem, CaseYear, Review, Transition
from certification.models.notice import Notice, NoticeEntry, Objection
from certification.models.prior import Exemption, PriorSlip
from certification.models.slip import Slip, SlipAction, SlipSequence

__all__ = [
    "Batch",
    "Case",
    "CaseItem",
    "CaseYear",
    "Exemption",
    "Notice",
    "NoticeEntry",
    "Objection",
    "PriorSlip",
    "Review",
    "Slip",
    "SlipAction",
    "SlipSequence",
    "Transition",
    "WindowException",
]
