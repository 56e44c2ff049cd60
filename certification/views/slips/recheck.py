"""Slips in question: the office's list, what changed under each, and the decision that it stands."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from certification.forms.notice import ReasonForm
from certification.models import Recheck
from certification.moves.recheck import RECHECK
from certification.queries.slips.recheck import is_in_question, lost_years, open_rechecks, path_of
from certification.services.slips.recheck import keep
from certification.views.slips.slip import ISSUERS
from registry.people import looking
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.views.answers import done, form_page, tried

PER_PAGE = 30


@role_required(*ISSUERS).reads
def recheck_list(request: SignedInRequest) -> HttpResponse:
    page = Paginator(open_rechecks(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "certification/recheck/list.html", {"page": page})


@role_required(*ISSUERS).asks
def recheck(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Which slip, which years, which hours, what remains; keep it with a reason, or go on to revoke it."""
    rows = Recheck.objects.visible_to(request.user).select_related(
        "slip__case__organisation", "slip__professional"
    )
    row = looking.note(get_object_or_404(rows, public_id=public_id))
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("维持有效的依据")
    if tried(form, lambda: keep(actor=request.user, recheck=row, note=form.cleaned_data["reason"])):
        said = (
            _("这一项已维持有效；该认定单还有其他待重核的事项，查验页面仍显示待重核。")
            if is_in_question(row.slip)
            else _("已维持有效，查验页面已同步更新。")
        )
        return done(request, said, "certification:recheck-list")
    now = path_of(row.slip)
    moves = RECHECK.open_to(request.user, row)
    context = {"row": row, "form": form, "now": now, "lost": lost_years(now), "moves": moves}
    return form_page(request, "certification/recheck/detail.html", context)
