"""Naming a deputy for absence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.formfields import AskedModelField, CleanCharField, DayField
from cejc.lib.layout import Drawn
from registry.people.models import Membership, User
from registry.people.models.deputy import HELD


class SeatChoice(AskedModelField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class DeputyForm(forms.Form):
    helper = Drawn(submit_label=_("登记委托"))
    seat = SeatChoice(label=_("委托的角色"), queryset=Membership.objects.none())
    username = CleanCharField(
        label=_("受托同事的用户名"),
        max_length=60,
        help_text=_("本单位有账号的同事；用户名可以向其本人询问。"),
    )
    first_day = DayField(label=_("起"))
    last_day = DayField(label=_("止"), help_text=_("含当日；到期自动结束。"))
    reason = CleanCharField(label=_("外出事由"), max_length=300, help_text=_("例如：出差、休假、学习。"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = user.memberships.in_force().filter(role__in=HELD, stands_for="")
        self.fields["seat"].queryset = own.select_related("organisation")  # type: ignore[attr-defined]
        if sum(one.role in HELD and not one.stands_for for one in user.seats) == 1:  # the one there is
            self.fields["seat"].empty_label = None  # type: ignore[attr-defined]
        self.fields["first_day"].initial = clock.today
