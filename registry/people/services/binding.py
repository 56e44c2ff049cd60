"""A login here that is opened by a login elsewhere. Who it is comes from the identity number that the
provider has verified, never from a mail address; the first time, the person confirms it here as well."""

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc.errors import Refused
from registry.machinery.service import service
from registry.machinery.services import audit
from registry.people.models import Binding, LoginAttempt, User
from registry.people.permissions import require
from registry.people.providers import Provider, name_of
from registry.people.queries import people
from registry.people.services import account
from registry.people.services.telling.message import tell

UNVERIFIED = gettext_lazy(
    "“%s”没有提供经过核实的证件号码，不能用它登录。请先在那里完成实名认证，或用密码登录。"
)
UNKNOWN = gettext_lazy(
    "“%s”已核实您的身份，但这个证件号码在本系统没有账号，没有登录成功，也没有登记任何内容。请先用激活码开通或实名注册，然后再用它登录。"
)
ENDED = gettext_lazy("您在本系统的账号已停用，不能登录。如有疑问，请联系系统管理员。")
ANOTHER = gettext_lazy(
    "您的账号已经绑定了“%s”的另一个用户，这一次没有登录成功。请用密码登录，在“账号与安全”中解除原来的绑定后再试。"
)
NOT_YOU = gettext_lazy("“%s”核实的证件号码与这个账号的本人不符，没有登录成功，绑定也没有改变。")


def login_of(provider: Provider, subject: str, number: str) -> tuple[User, bool]:
    """The login that `subject` opens, and whether it is bound already. Raises Refused with the sentence."""
    require(bool(number), UNVERIFIED % provider.name)
    bound = Binding.objects.filter(provider=provider.id, subject=subject).select_related("user").first()
    user = bound.user if bound else _login_with(number)
    if user is None:
        raise Refused(UNKNOWN % provider.name)
    require(user.is_active, ENDED)
    if bound:
        require(_is_number_of(user, number), NOT_YOU % provider.name)
    else:
        require(not user.bindings.filter(provider=provider.id).exists(), ANOTHER % provider.name)
    return user, bound is not None


def _login_with(number: str) -> User | None:
    person = people.numbered(number)
    if person is None:
        return None
    rows = person.users.exclude(username__startswith=people.ERASED_NAME)
    return rows.order_by("-is_active", "pk").first()


def _is_number_of(user: User, number: str) -> bool:
    person = people.numbered(number)
    return person is not None and person.pk == user.professional_id


@service
def bind(*, user: User, provider: Provider, subject: str, number: str | None = None) -> Binding:
    """Bind `subject` to a login whose owner has confirmed it. `number` None: it was compared before."""
    row = User.objects.select_for_update().get(pk=user.pk)
    require(row.is_active, ENDED)
    require(number is None or _is_number_of(row, number), NOT_YOU % provider.name)
    require(not row.bindings.filter(provider=provider.id).exists(), ANOTHER % provider.name)
    try:
        with audit.savepoint():
            bound = Binding.objects.create(user=row, provider=provider.id, subject=subject)
    except IntegrityError as taken:
        raise Refused(_("“%s”的这个用户已经绑定了另一个账号。") % provider.name) from taken
    said: dict[str, object] = {"provider": provider.name}
    audit.record("account.bound", row, actor=row, context=row.professional, after=said)
    tell([row], "login_bound", said)
    return bound


@service
def unbind(*, actor: User, binding: Binding) -> None:
    """End a binding of one's own; a password opens the login as before."""
    require(binding.user_id == actor.pk, _("只能解除您本人的绑定。"))
    said: dict[str, object] = {"provider": name_of(binding.provider)}
    binding.delete()
    audit.record("account.unbound", actor, actor=actor, context=actor.professional, after=said)
    tell([actor], "login_unbound", said)


def confirmed(user: User, *, password: str, name: str, number: str, address: str | None) -> bool:
    """Whether what was typed shows that the owner of the login is there: the password, or for people without
    an office the identity data. Counted as a try to log in."""
    if not account.reserve(user):
        raise Refused(_("尝试次数过多，账号已锁定15分钟，请稍后再试。"))
    right = user.check_password(password) if password or user.is_office else _are_data_of(user, name, number)
    account.settle(user, correct=right, address=address)
    return right


def _are_data_of(user: User, name: str, number: str) -> bool:
    person = user.professional
    return person is not None and person.name == name.strip() and _is_number_of(user, number)


def note_login(user: User, address: str | None) -> None:
    """A login by a bound subject stands among the latest logins of the account."""
    LoginAttempt.objects.create(user=user, address=address, succeeded=True)
