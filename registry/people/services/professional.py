"""People: entered once, known by their identity number."""

from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cejc.errors import Refused
from cejc.lib.writing import identity, names, pinyin
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Professional, User
from registry.people.permissions import is_hr_of, is_self, require
from registry.people.queries import people

EDITABLE = ("degree", "title_series", "title_level", "phone")
OF_UNIT = (
    "degree",
)  # the register's from the day that an employer confirmed the person: it shortens spans (R17)


def build(*, name: str, identity_type: str, number: str, **values: Any) -> Professional:
    """An unsaved person with the derived columns set. Raises NameFault or
    IdentityFault for what cannot be right."""
    clean_name, clean_number = names.normalise(name), identity.normalise(identity_type, number)
    names.check(clean_name)
    identity.check(identity_type, clean_number)
    return Professional(
        name=clean_name,
        name_key=pinyin.key(clean_name),
        identity_type=identity_type,
        identity_number=clean_number,
        identity_index=people.identity_index(clean_number),
        identity_masked=identity.mask(clean_number),
        **values,
    )


@service
def enter(*, actor: User | None, name: str, identity_type: str, number: str, **values: Any) -> Professional:
    """Enter a person. Refused when the identity number is known: one number is one person."""
    try:
        person = build(name=name, identity_type=identity_type, number=number, **values)
    except (names.NameFault, identity.IdentityFault) as fault:
        raise Refused(str(fault)) from fault
    try:
        with audit.savepoint():
            person.save()
    except IntegrityError as twice:
        raise Refused(_("该证件号码已在系统中登记，不能重复建立。请核对号码。"), code="known") from twice
    after = {"name": person.name, "identity": person.identity_masked, "identity_type": identity_type}
    audit.record("professional.entered", person, actor=actor, after=after)
    return person


@service
def update(
    *, actor: User, professional: Professional, email: str | None = None, **values: Any
) -> Professional:
    """The person corrects title, phone or mail address of their own, the degree while no unit has confirmed
    them; nothing else can be changed here."""
    require(is_self(actor, professional), _("只有本人可以修改个人信息。"))
    row = Professional.objects.select_for_update().get(pk=professional.pk)
    asked = [name for name in OF_UNIT if name in values and values[name] != getattr(row, name)]
    require(not asked or not degree_is_settled(row), SETTLED)
    changed = {
        name: values[name] for name in EDITABLE if name in values and values[name] != getattr(row, name)
    }
    before = {name: logged(name, getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
    if email is not None and email != actor.email:
        before["email"], changed["email"] = actor.email, email
        actor.email = email
        actor.save(update_fields=["email"])
    if changed:
        after = {name: logged(name, value) for name, value in changed.items()}
        audit.record("professional.updated", row, actor=actor, before=before, after=after)
    return row


SETTLED = _lazy(
    "最高学位以单位登记的为准。取得新学位的，申请认定时填写并上传学位证书，由单位核对后登记随之更正；"
    "登记有误的，请单位人事部门更正。"
)


def degree_is_settled(person: Professional) -> bool:
    """A unit has confirmed the person: the degree is no longer the person's own word."""
    return people.current_employment(person) is not None


@service
def change_degree(*, actor: User, professional: Professional, degree: str, reason: str) -> Professional:
    """HR of the person's unit puts the registered degree right, with a reason; never their own (R23)."""
    place = people.current_employment(professional)
    require(place is not None and is_hr_of(actor, place.organisation), _("最高学位由所在单位人事部门更正。"))
    require(not is_self(actor, professional), _("这是您本人的学位，须由本单位其他人事人员更正。"))
    require(bool(reason.strip()), _("请写明更正的依据，例如学位证书编号。"))
    row = Professional.objects.select_for_update().get(pk=professional.pk)
    if row.degree != degree:
        confirm_degree(actor, row, degree, reason.strip())
    return row


def confirm_degree(actor: User, person: Professional, degree: str, reason: str = "") -> None:
    """The register has `degree` from now on; who may say so has been checked. Inside a service."""
    before, person.degree = person.get_degree_display(), degree
    person.save(update_fields=["degree"])
    audit.record(
        "professional.degree_changed",
        person,
        actor=actor,
        reason=reason,
        before={"degree": before},
        after={"degree": person.get_degree_display()},
    )


def logged(name: str, value: Any) -> str:
    """A value of a person or place as the audit log may keep it: a phone number only in part."""
    return f"***{value[-4:]}" if name == "phone" and value else str(value)


def come_back(person: Professional) -> None:
    """Somebody who was erased, and whose number is still kept, works again:
    the file is a living one. In a service."""
    if person.erased_at is not None:
        person.erased_at = None
        person.save(update_fields=["erased_at"])
        audit.record("professional.returned", person)


@service
def reveal_identity(*, actor: User, professional: Professional, reason: str = "") -> str:
    """The whole identity number, to the person or to HR of the unit; every look is on record."""
    note_look(actor=actor, professional=professional, reason=reason)
    return str(professional.identity_number)


@service
def note_look(*, actor: User, professional: Professional, reason: str = "") -> None:
    """Somebody looked at a whole identity number of the person: on record before it is shown."""
    audit.record("identity.revealed", professional, actor=actor, reason=reason)
