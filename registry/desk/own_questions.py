"""Who may act next on the registry's nouns with stages: records under review, annual registrations, changes
of a person's file, filings, course reviews, batches between two keys. Each asks as its own permissions do."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cejc import clock
from registry.activities.models import Activity, ActivityReview
from registry.activities.permissions import WAITING, desk_of
from registry.changes.models.person_request import PersonRequest
from registry.changes.permissions import is_hr_himself
from registry.changes.procedure import procedure_of, procedures
from registry.changes.services.person_request import address
from registry.enums import (
    SUPERVISING,
    FilingState,
    KeyPart,
    ManifestState,
    RegistrationState,
    RequestState,
    ReviewState,
    Role,
)
from registry.people.models import Organisation, User
from registry.people.questions import Noun, Post, Question, register
from registry.results.models import CompletionBatch
from registry.training.models import CourseReview, Filing
from registry.training.permissions import OFFICE_ROLES, staff_of
from registry.yearly.models import AnnualRegistration

PROVINCE = Post(Role.PROVINCE)


def offices_above(unit: Organisation | None) -> list[Post]:
    """The supervising offices above `unit`, nearest first, the provincial office at the end."""
    chain = Organisation.objects.get_ancestors(unit).order_by("-depth") if unit else []
    return [Post(row.kind, row) for row in chain if row.kind in SUPERVISING] + [PROVINCE]


def logins_of(professional: int) -> list[User]:
    return list(User.objects.filter(professional=professional, is_active=True))


def of_activity(row: Activity) -> Question | None:
    if row.state not in WAITING or row.organisation is None:
        return None
    desk = desk_of(row)
    unit = row.organisation.supervisor if desk.role == Role.DEPARTMENT else row.organisation
    decided = ActivityReview.objects.filter(activity=row, undone_at=None).exclude(stage=desk.stage)
    return Question(
        label=_("%(name)s的继续教育活动记录") % {"name": row.professional.name},
        step=desk.name,
        state=f"{desk.stage}.{row.version}",
        posts=[Post(desk.role, unit)],
        barred={row.professional_id, *decided.values_list("person", flat=True)},
        stands_in=[
            one for one in offices_above(unit) if one.role == Role.DEPARTMENT and one.role in desk.stands_in
        ],
        above=offices_above(unit),
        owners=lambda: logins_of(row.professional_id),
        link=reverse("registry:review-item", args=[row.public_id]),
        own_link=reverse("registry:activity", args=[row.public_id]),
    )


def of_registration(row: AnnualRegistration) -> Question | None:
    """One declared with an application is confirmed by the steps of the
    application, and asked about there."""
    if row.case or row.state not in (RegistrationState.DECLARED, RegistrationState.CONFIRMED):
        return None
    first = row.state == RegistrationState.DECLARED
    unit = row.organisation if first else row.office
    if unit is None:
        return None
    return Question(
        label=_("%(name)s的%(year)s年度登记") % {"name": row.professional.name, "year": row.year},
        step=_("单位确认") if first else _("主管部门确认"),
        state=row.state,
        posts=[Post(Role.HR, unit)] if first else [Post(role, unit) for role in SUPERVISING],
        barred={row.professional_id} if first else {row.professional_id, row.employer_person_id},
        above=offices_above(unit),
        owners=lambda: logins_of(row.professional_id),
        link=reverse("registry:registration", args=[row.public_id]),
        own_link=reverse("registry:registration-year", args=[row.year]),
    )


def of_request(row: PersonRequest) -> Question | None:
    if row.state not in (RequestState.ASKED, RequestState.CONFIRMED):
        return None
    over = offices_above(row.organisation)
    if row.state == RequestState.CONFIRMED:
        own = [Post(role, row.organisation) for role in SUPERVISING] if row.organisation else []
        posts = [PROVINCE] if procedure_of(row).provincial else [*own, *over]
    elif row.organisation is None:
        posts = [PROVINCE]
    else:
        posts = [Post(Role.HR, row.organisation), *(over if is_hr_himself(row) else [])]
    return Question(
        label=_("%(name)s的%(what)s") % {"name": row.professional.name, "what": row._meta.verbose_name},
        step=_("单位确认") if row.state == RequestState.ASKED else _("审批"),
        state=row.state,
        posts=posts,
        barred={row.professional_id, getattr(row, "duplicate_id", None), row.first_person_id},
        above=over,
        owners=lambda: [row.asked_by],
        link=address(row),
    )


def of_filing(row: Filing) -> Question | None:
    if row.state != FilingState.SUBMITTED:
        return None
    authors = [row.created_by, *([row.submitted_by] if row.submitted_by else [])]
    return Question(
        label=_("“%s”的备案") % row,
        step=_("受理备案"),
        state=f"{row.state}.{row.version}",
        posts=[PROVINCE],
        barred={one.professional_id for one in authors},
        owners=lambda: staff_of(row.base),
        link=reverse("registry:filing", args=[row.public_id]),
    )


def of_course_review(row: CourseReview) -> Question | None:
    """The experts asked, then the office that convened them, then the province by being submitted to."""
    if row.state not in (ReviewState.CONVENED, ReviewState.CONCLUDED):
        return None
    opinions = row.opinions.select_related("expert__user").order_by("pk")
    waits_for = [one.expert for one in opinions if one.given_at is None]
    experts = {one.expert.user.professional_id for one in opinions}
    office = [Post(role, row.office) for role in OFFICE_ROLES]
    link = reverse("registry:course-review", args=[row.public_id])
    label = _("网络课程“%s”的审定") % row
    if row.state == ReviewState.CONVENED and waits_for:
        seated = tuple(
            one.user for one in waits_for if one.valid_until is None or one.valid_until >= clock.today()
        )
        return Question(
            label=label,
            step=_("专家审定"),
            state=row.state,
            link=link,
            above=office,
            posts=[Post(users=seated, label=_("受邀专家%s") % "、".join(str(one) for one in waits_for))],
            owners=lambda: staff_of(row.course.base),
        )
    return Question(
        label=label,
        step=_("作出审定结论"),
        state=f"{row.state}.opinions",
        posts=office,
        barred=experts,
        link=link,
        above=[*offices_above(row.office)],
        owners=lambda: staff_of(row.course.base),
    )


def of_batch(row: CompletionBatch) -> Question | None:
    """The next signature is one custodian's and nobody else's."""
    key = {ManifestState.FROZEN: row.key_a, ManifestState.SIGNED_A: row.key_b}.get(ManifestState(row.state))
    if key is None:
        return None
    roles = OFFICE_ROLES if key.part == KeyPart.A else (Role.PROVINCE,)
    keeps = key.custodian.memberships.in_force().filter(organisation=key.holder_id, role__in=roles).exists()
    return Question(
        label=_("证书批次%s") % row,
        step=_("签署秘钥%s") % key.part,
        state=row.state,
        posts=[Post(users=(key.custodian,) if keeps else (), label=f"{key.holder}{key.custodian}")],
        above=[*(Post(role, key.holder) for role in roles), PROVINCE],
        owners=lambda: staff_of(row.base),
        link=reverse("registry:key-batch", args=[row.public_id]),
    )


def register_all() -> None:
    """Called from AppConfig.ready."""
    register(
        Noun(
            Activity,
            of_activity,
            ("professional", "organisation__supervisor"),
            lambda places: Activity.objects.filter(
                Q(organisation__in=places) | Q(organisation__supervisor__in=places), state__in=WAITING
            ),
        )
    )
    register(
        Noun(
            AnnualRegistration,
            of_registration,
            ("professional", "organisation", "office"),
            lambda places: AnnualRegistration.objects.filter(
                Q(organisation__in=places, state=RegistrationState.DECLARED)
                | Q(office__in=places, state=RegistrationState.CONFIRMED),
                case="",
            ),
        )
    )
    register(
        Noun(
            Filing,
            of_filing,
            ("created_by", "submitted_by", "base__organisation"),
            lambda places: (
                Filing.objects.filter(state=FilingState.SUBMITTED)
                if _holds_province(places)
                else Filing.objects.none()
            ),
        )
    )
    register(
        Noun(
            CourseReview,
            of_course_review,
            ("office", "course__base__organisation"),
            lambda places: CourseReview.objects.filter(
                office__in=places, state__in=(ReviewState.CONVENED, ReviewState.CONCLUDED)
            ),
        )
    )
    register(
        Noun(
            CompletionBatch,
            of_batch,
            ("base__organisation", "key_a__custodian", "key_a__holder", "key_b__custodian", "key_b__holder"),
            lambda places: CompletionBatch.objects.filter(
                Q(key_a__holder__in=places, state=ManifestState.FROZEN)
                | Q(key_b__holder__in=places, state=ManifestState.SIGNED_A)
            ),
            deferred=("manifest",),
        )
    )
    for procedure in procedures():
        register(_request_noun(procedure.model))


def _request_noun(model: type[PersonRequest]) -> Noun:
    rows = model._default_manager

    def at(places: Iterable[int]) -> object:
        above = Q(pk__in=[])
        for unit in Organisation.objects.filter(pk__in=list(places)):
            above |= Q(organisation__path__startswith=unit.path)
        whole = rows.filter(state__in=(RequestState.ASKED, RequestState.CONFIRMED))
        return whole if _holds_province(places) else whole.filter(above)

    joined = ("professional", "organisation", "asked_by")
    return Noun(model, of_request, joined, at)  # type: ignore[arg-type]


def _holds_province(places: Iterable[int]) -> bool:
    """Is one of these the provincial office, which is one for all?"""
    return Organisation.objects.filter(pk__in=list(places), kind=Role.PROVINCE).exists()
