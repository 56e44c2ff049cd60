"""How one wants one's messages by mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.layout import Drawn
from registry.enums import ALWAYS_AT_ONCE, MailTopic, MailWay
from registry.people.models import User


class MailForm(forms.Form):
    """A choice for each topic that may wait; the fields are named like the topics."""

    helper = Drawn(submit_label=_("保存"), cancel_label=_("返回消息"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = dict(user.mail_preferences.values_list("topic", "way"))
        for topic in MailTopic:
            if topic not in ALWAYS_AT_ONCE:
                self.fields[topic] = forms.ChoiceField(
                    label=topic.label,
                    choices=MailWay.choices,
                    widget=forms.RadioSelect,
                    initial=chosen.get(topic, MailWay.AT_ONCE),
                )
