"""Facts + policy -> awards with reasons, evidence still missing, yearly ledger. Pure Python, no Django.

Other rooms import from here; the modules behind it are this room's own business.
"""

from credits.engine.convert import Award, Preview, Refusal, Result, convert, preview
from credits.engine.evidence import EvidenceState, Need, OptionState, evidence_for
from credits.engine.facts import FactFault, InputFault, Record, parse_facts, parse_record, parse_records
from credits.engine.ledger import CERTIFIED, DEEMED, EXEMPT, MET, SHORT, STATUS_NAMES, YearLine
from credits.engine.loader import BUNDLED, PolicyInvalid, bundled_names, load_bytes, load_file
from credits.engine.numbers import show, show_date
from credits.engine.policy import (
    ALL_SUBJECTS,
    DEGREES,
    LEVELS,
    OFFICES,
    STAGE_KINDS,
    Certificate,
    DocumentKind,
    Fact,
    Kind,
    Point,
    Policy,
    Route,
    Series,
    Span,
    Stage,
    Subject,
    Window,
)
from credits.engine.routes import NoRoute, certificate_for, next_stage, route_for, stages_of
from credits.engine.spans import NoSpan, Remaining, remaining_years, span_for
from credits.engine.windows import WindowState, filing_stage, window_state
from credits.engine.working_days import (
    SHANGHAI,
    CalendarMissing,
    NoticeEnd,
    latest_publication,
    notice_end,
    workdays_between,
)
