"""Access of a platform to the API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import CleanCharField
from cejc.lib.layout import Drawn
from registry.enums import ApiEnvironment, ApiScope


class ApiClientForm(forms.Form):
    helper = Drawn(submit_label=_("发放"))
    name = CleanCharField(label=_("用途"), max_length=100, help_text=_("例如：学习平台正式环境。"))
    environment = forms.ChoiceField(
        label=_("环境"),
        choices=ApiEnvironment.choices,
        widget=forms.RadioSelect,
        initial=ApiEnvironment.STAGING,
        help_text=_("联调环境的答复与正式环境相同，报送的内容不计入任何记录。"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("权限范围"),
        choices=ApiScope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=ApiScope.values,
        help_text=_("只给所需的权限；令牌不能超出这里所选的范围。"),
    )


class WebhookForm(forms.Form):
    helper = Drawn(submit_label=_("保存并换发签名密钥"))
    url = CleanCharField(
        label=_("通知地址"),
        max_length=500,
        help_text=_("以https://开头的公网地址。保存后生成新的签名密钥，并发送一条测试消息。"),
    )
