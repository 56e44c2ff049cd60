"""What forms and imports check alike."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

PHONE_FORM = r"^(\+?[0-9][0-9\- ]{6,28}[0-9])$"
PHONE = RegexValidator(
    PHONE_FORM, _("联系电话应为数字，可以带区号和短横线，例如0731-85480000；手机号码为11位。")
)
USERNAME = RegexValidator(
    r"^[a-z][a-z0-9._-]{3,29}$", _("用户名为4至30位小写字母、数字、点、短横线或下划线，以字母开头。")
)
