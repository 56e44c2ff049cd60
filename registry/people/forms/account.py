"""Forms of entering: login, password, activation, registration, one's own particulars."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import (
    AskedChoiceField,
    CleanCharField,
    CodeField,
    PersonNameField,
    PolicyChoiceField,
)
from cejc.lib.layout import Drawn
from cejc.lib.writing import identity
from registry.enums import Degree, IdentityType, TitleLevel
from registry.machinery.forms.choices import title_series
from registry.people.models import Professional, User
from registry.people.validators import PHONE, USERNAME


class LoginForm(allauth_forms.LoginForm):
    """Username or identity number; what was typed is not kept in the
    session, for it may be an identity number."""

    field_order = ("login", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, login.max_length = _("用户名或证件号码"), 100
        login.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "maxlength": 100}
        )
        password.label, password.help_text = _("密码"), ""
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.order_fields(self.field_order)

    def login(self, request: Any, redirect_url: str | None = None) -> Any:
        self.cleaned_data["login"] = self.user.username
        return super().login(request, redirect_url=redirect_url)


class NewPasswordMixin(forms.Form):
    """Two fields for a new password, checked by the portal's validators against `self.owner`."""

    owner: User | None = None
    password1 = forms.CharField(
        label=_("设置密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少12个字符。不能是常见的词或数字，不能由姓名、生日、证件号码、单位名称组成。"),
    )
    password2 = forms.CharField(
        label=_("再次输入密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("两次输入的密码不一致，请重新输入。"))
        elif first:
            self._check_strength(first)
        return data

    def _check_strength(self, password: str) -> None:
        try:
            validate_password(password, self.owner or self._owner_to_be())
        except forms.ValidationError as fault:
            self.add_error("password1", fault)

    def _owner_to_be(self) -> User:
        """Who fills in the form, as far as the form says: what a password must not be made of."""
        said = {
            name: self.cleaned_data.get(name) or ""
            for name in ("username", "name", "number", "phone", "email")
        }
        person = Professional(name=said["name"], identity_number=said["number"], phone=said["phone"])
        return User(
            username=said["username"], display_name=said["name"], email=said["email"], professional=person
        )


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The current password and a new one."""

    helper = Drawn(submit_label=_("保存新密码"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "oldpassword": (_("当前密码"), "current-password", ""),
            "password1": (_("新密码"), "new-password", NewPasswordMixin.base_fields["password1"].help_text),
            "password2": (_("再次输入新密码"), "new-password", ""),
        }
        for name, (label, autocomplete, hint) in words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if password == self.data.get("oldpassword"):
            raise forms.ValidationError(_("新密码不能与当前密码相同。"))
        return password


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    helper = Drawn(submit_label=_("继续"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label, field.help_text = _("密码"), ""
        field.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})


class PasswordResetForm(forms.Form):
    """Where to send the link; the answer is the same whether the address is known or not."""

    helper = Drawn(submit_label=_("发送链接"))

    email = forms.EmailField(
        label=_("电子邮箱"),
        help_text=_("请填写账号中登记的邮箱。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PasswordSetForm(NewPasswordMixin):
    """The new password behind a mailed link."""

    helper = Drawn(submit_label=_("保存新密码"))

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        self.owner = owner
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("新密码")


class IdentityFormMixin(forms.Form):
    """Type and number of an identity document, checked together."""

    identity_type = forms.ChoiceField(label=_("证件类型"), choices=IdentityType.choices)
    number = CodeField(label=_("证件号码"), max_length=60)

    def clean_number(self) -> str:
        kind = self.cleaned_data.get("identity_type", "")
        number = identity.normalise(kind, self.cleaned_data["number"])
        try:
            identity.check(kind, number)
        except identity.IdentityFault as fault:
            raise forms.ValidationError(str(fault)) from fault
        return number


class FreeUsernameMixin(forms.Form):
    username = CleanCharField(label=_("用户名"), max_length=30, validators=[USERNAME])

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("该用户名已被使用，请换一个。"))
        return name


class NewLoginMixin(FreeUsernameMixin, NewPasswordMixin):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username = self.fields["username"]
        username.help_text = _("4至30位小写字母、数字，以字母开头。以后也可以用证件号码登录。")
        username.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}


class ActivationForm(NewLoginMixin, IdentityFormMixin):
    """A person takes over the account that the employer's list prepared."""

    helper = Drawn(submit_label=_("开通账号"))

    field_order = ("name", "identity_type", "number", "code", "username", "password1", "password2", "email")
    name = PersonNameField(label=_("姓名"), max_length=120, help_text=_("与证件上的姓名一致。"))
    code = CleanCharField(
        label=_("激活码"),
        max_length=60,
        help_text=_("由单位人事发放，10位字母和数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    email = forms.EmailField(label=_("电子邮箱"), required=False, help_text=_("用于接收办理消息和重设密码。"))


class RegistrationForm(NewLoginMixin, IdentityFormMixin):
    """A person registers at an employer chosen one step before."""

    helper = Drawn(submit_label=_("提交注册"))

    field_order = (
        "name",
        "identity_type",
        "number",
        "position",
        "degree",
        "phone",
        "email",
        "username",
        "password1",
        "password2",
    )
    name = PersonNameField(label=_("姓名"), max_length=120, help_text=_("与证件上的姓名一致。"))
    position = CleanCharField(label=_("所在部门和岗位"), max_length=100)
    degree = AskedChoiceField(label=_("最高学位"), choices=Degree.choices)
    phone = CleanCharField(label=_("手机号码"), max_length=30, validators=[PHONE])
    email = forms.EmailField(label=_("电子邮箱"), help_text=_("用于接收办理消息和重设密码。"))


class EmployerSearchForm(forms.Form):
    helper = Drawn(method="get", submit_label=_("查找单位"))
    q = CleanCharField(
        label=_("单位名称或统一社会信用代码"), max_length=100, help_text=_("至少输入两个字。"), printed=False
    )


SETTLED = _(
    "以单位登记的为准。取得新学位的，申请认定时填写并提交学位证书，由单位核对后随之更正；登记有误的，请单位人事部门更正。"
)


class ProfileForm(forms.Form):
    """What a person may correct alone; name and identity number are
    corrected by HR with the document at hand."""

    helper = Drawn(submit_label=_("保存"))

    degree = AskedChoiceField(label=_("最高学位"), choices=Degree.choices)
    title_series = PolicyChoiceField(label=_("现职称系列"), required=False, found=title_series)
    title_level = forms.ChoiceField(label=_("现职称级别"), choices=TitleLevel.choices)
    phone = CleanCharField(label=_("手机号码"), max_length=30, required=False, validators=[PHONE])
    email = forms.EmailField(label=_("电子邮箱"), required=False, help_text=_("用于接收办理消息和重设密码。"))

    def __init__(self, *args: Any, degree_settled: bool = False, **kwargs: Any) -> None:
        """`degree_settled`: a unit has confirmed the person, the degree is the register's."""
        super().__init__(*args, **kwargs)
        if degree_settled:
            self.fields["degree"].disabled = True
            self.fields["degree"].help_text = SETTLED


class EmploymentRequestForm(forms.Form):
    helper = Drawn(submit_label=_("提交申请"))
    position = CleanCharField(label=_("所在部门和岗位"), max_length=100)
