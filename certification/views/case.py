"""A person's case: open, read, change, submit, take back, give up; and its evidence for those who see it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from certification.access import case_evidence, own_case, visible_case
from certification.forms.case import CaseForm, ReturnCaseForm
from certification.models import Case
from certification.moves.prior import TAKE_BACK
from certification.queries import case as cases
from certification.queries.desk import labelled
from certification.services import case as services
from certification.services import reminder
from certification.views import case_moves
from certification.views.desk import OFFICES
from certification.views.together import beside_the_case
from registry.activities.views.evidence import send_file, send_page
from registry.desk.forms.home import NEXT
from registry.enums import Role, TitleLevel
from registry.models import User
from registry.people.access import signed_in
from registry.people.http import SignedInRequest
from registry.people.queries.governing import application_years, governing_of_login
from registry.people.queries.standing import standing_sentence, unattended
from registry.people.views.answers import acted, done, form_page, refusal_at, seen, tried


@signed_in.reads
def case_list(request: SignedInRequest) -> HttpResponse:
    """The reader's own cases, newest year first."""
    rows = Case.objects.filter(professional=request.user.professional_id or 0)
    rows = rows.select_related("professional", "organisation").order_by("-application_year", "-pk")
    return render(request, "certification/case/list.html", {"rows": labelled(rows)})


@signed_in.asks
def new(request: SignedInRequest) -> HttpResponse:
    """Apply for certification: title, level, degree; span and route
    follow and are explained on the next page."""
    form = _form(request.POST or None, request.user)
    made = tried(form, lambda: services.open_case(actor=request.user, **_chosen(form)))
    if made:
        said = _("已建立认定申请，请核对下面各年度的学时，再提交。")
        return done(request, said, "certification:case", made.public_id)
    return form_page(
        request,
        "certification/case/form.html",
        {"form": form, "case": None, "policy": form.policy, "governing": governing_of_login(request.user)},
    )


@signed_in.asks
def edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Change what is applied for while the case is with the person."""
    row = own_case(request.user, public_id)
    form = _form(request.POST or None, request.user, row)
    call = lambda: services.change_case(actor=request.user, case=row, edit=seen(form), **_chosen(form))  # noqa: E731
    if tried(form, call):
        return done(request, _("已保存。"), "certification:case", row.public_id)
    return form_page(request, "certification/case/form.html", {"form": form, "case": row})


def _form(data: Any, user: User, row: Case | None = None) -> CaseForm:
    person, policy = user.professional, governing_of_login(user).policy
    initial: dict[str, Any] = {"application_year": policy.application_year}
    if row:
        initial = {name: getattr(row, name) for name in (*services.CHOICES, "edit")}
    elif person:
        initial |= {
            "title_series": person.title_series,
            "degree": person.degree,
            "title_level": NEXT[TitleLevel(person.title_level)],
        }
    years = application_years(person)
    return CaseForm(data, policy=policy, years=years, initial=initial)


def _chosen(form: CaseForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in services.CHOICES}


@signed_in.reads
def case(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Where the case is, who has it, since when, what comes next; its years, records, papers and history."""
    return case_page(request, visible_case(request.user, public_id))


def case_page(
    request: SignedInRequest, row: Case, form: ReturnCaseForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; with `form`, a return that was refused on it."""
    context = cases.page(row, request.user) | case_moves.context(request.user, row, form)
    own = row.professional_id == request.user.professional_id
    context |= {
        "own": own,
        "may_hold": request.user.has_role(Role.PROVINCE),
        "can_change": own and row.state in ("draft", "returned"),
        "may_take_back": {
            one.public_id for one in context["priors"] if TAKE_BACK.is_open_to(request.user, one)
        },
        "may_read_lane": not own and request.user.has_role(*OFFICES),
        "may_nudge": own and reminder.may_nudge(row),
        "all_met": all(year["met"] for year in context["years"]),
    }
    context |= beside_the_case(request.user, row)
    return render(request, "certification/case/detail.html", context, status=status)


@signed_in.acts
def submit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = own_case(request.user, public_id)
    return _moved(
        request, row, services.submit_case, _("已提交。单位人事部门办理后，您会收到消息。"), standing=True
    )


@signed_in.acts
def withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = own_case(request.user, public_id)
    return _moved(request, row, services.withdraw_case, _("已撤回，可以修改后再次提交。"))


@signed_in.acts
def resume(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Begin again after the slip was revoked."""
    row = own_case(request.user, public_id)
    return _moved(request, row, services.resume_case, _("已重新开始。请核对各年度的学时，补齐后再次提交。"))


@signed_in.acts
@refusal_at("certification:case", "public_id")
def nudge(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask the office that has the case."""
    row = own_case(request.user, public_id)
    told = reminder.nudge(actor=request.user, case=row)
    if told.nobody:
        messages.warning(request, told.instead)
        return redirect("certification:case", public_id)
    said = _("已催办：已通知%(office)s的%(count)s名经办人员。") % {"office": told.office, "count": told.count}
    return done(request, said, "certification:case", public_id)


@signed_in.asks
def cancel(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Give the case up, after a page that asks."""
    row = own_case(request.user, public_id)
    if request.method == "POST":
        return _moved(request, row, services.cancel_case, _("已取消。需要时可以重新申请。"))
    return render(request, "certification/case/cancel.html", {"case": row})


def _moved(
    request: SignedInRequest, row: Case, service: Any, said: Any, *, standing: bool = False
) -> HttpResponse:
    """One press; with `standing` the answer says so when the case has come to where nobody can act."""
    number = request.POST.get("edit", "")
    known = int(number) if number.isdecimal() and len(number) < 10 else None
    call = lambda: service(actor=request.user, case=row, edit=known)  # noqa: E731
    answer = acted(request, call, said, "certification:case", row.public_id)
    if standing and (stuck := unattended(row)):
        messages.warning(request, standing_sentence(stuck))
    return answer


@signed_in.reads
def evidence_file(request: SignedInRequest, public_id: UUID, evidence_id: UUID) -> StreamingHttpResponse:
    """A file seen through the case: whoever sees the case sees what it rests on."""
    return send_file(case_evidence(_of_another(request, public_id), evidence_id))


@signed_in.reads
def evidence_page(
    request: SignedInRequest, public_id: UUID, evidence_id: UUID, number: int, size: str
) -> HttpResponse:
    return send_page(case_evidence(_of_another(request, public_id), evidence_id), number, size)


def _of_another(request: SignedInRequest, public_id: UUID) -> Case:
    """The case of somebody else: one's own files are on the pages of one's records."""
    row = visible_case(request.user, public_id)
    if row.professional_id == request.user.professional_id:
        raise Http404
    return row
