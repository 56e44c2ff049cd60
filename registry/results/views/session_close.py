"""Closing a session and correcting what was closed: moves on the page of a session that make results."""

from registry.machinery.forms.reason import EditForm
from registry.results.services import session_close
from registry.training.forms.session import SessionReasonForm
from registry.training.views.session import MOVING

MOVING.calls.update(close=session_close.close, correct=session_close.correct)
MOVING.forms.update(close=EditForm, correct=SessionReasonForm)
