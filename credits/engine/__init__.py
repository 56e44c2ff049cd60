"""Facts + policy -> awards with reasons, evidence still missing, yearly ledger. Pure Python, no Django.

Other rooms import from here; the modules behind it are this room's own business.
"""

from credits.engine.awards import Award
from credits.engine.bases import BUNDLED, BaseOf, NoBase, bundled_base, bundled_names
from credits.engine.conflicts import Refusal
from credits.engine.convert import Preview, Result, convert, preview
from credits.engine.differences import Difference, clause_rank, differences
from credits.engine.evidence import EvidenceState, Need, OptionState, evidence_for
from credits.engine.example_clauses import clauses_without
from credits.engine.examples import Example, named_records
from credits.engine.facts import FactFault, InputFault, Record, parse_facts
from credits.engine.kinds import Fact, Kind
from credits.engine.ledger import CERTIFIED, DEEMED, EXEMPT, MET, SHORT, STATUS_NAMES, YearLine
from credits.engine.loader import PolicyInvalid, load_bytes, load_file, read_bytes
from credits.engine.materials import DocumentKind
from credits.engine.need_states import NeedState
from credits.engine.notice_text import Clause
from credits.engine.numbers import show, show_date
from credits.engine.person import NOBODY, Employed, Person
from credits.engine.policy import ALL_SUBJECTS, Policy, Subject
from credits.engine.records import parse_record, parse_records
from credits.engine.routes import NoRoute, certificate_for, next_stage, route_for, stages_of
from credits.engine.sources import Point
from credits.engine.spans import NoSpan, Remaining, remaining_years, span_for
from credits.engine.ways import (
    DEGREES,
    LEVELS,
    OFFICES,
    STAGE_KINDS,
    Certificate,
    Route,
    Series,
    Span,
    Stage,
    Window,
)
from credits.engine.windows import WindowState, filing_stage, window_state
from credits.engine.worked import Worked, all_worked, worked
from credits.engine.working_days import (
    SHANGHAI,
    CalendarMissing,
    NoticeEnd,
    latest_publication,
    notice_end,
    workdays_between,
)
