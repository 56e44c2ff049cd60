"""The certification room's tables, one file a noun."""

from certification.models.batch import Batch, WindowException
from certification.models.bureau import Allotment, AllottedNumber, BureauSetting
from certification.models.case import Case, CaseItem, CaseYear, Review, Transition
from certification.models.count import CaseCount, SlipCount
from certification.models.figures import FigureCount, FigureDirty, PersonYear, StageStay, YearFigure
from certification.models.notice import Notice, NoticeEntry, Objection
from certification.models.own import CalendarAddress, OwnCopy
from certification.models.parcel import SlipParcel
from certification.models.prior import DegreeProof, Exemption, PriorSlip
from certification.models.recheck import Recheck
from certification.models.reminder import Reminder
from certification.models.slip import Slip, SlipAction, SlipSequence
from certification.models.together import Assignment, CaseNote, InHand, ReturnPhrase
