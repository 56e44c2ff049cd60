from typing import ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.lib.db.models import PublicRow
from registry.enums import AccessState, ApiEnvironment, ApiScope, Role
from registry.training.models.training_base import of_own_bases


class ApiClientQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """All for the province; a base's own for its staff and its personnel office."""
        return self if user.has_role(Role.PROVINCE) else self.filter(of_own_bases(user, "base__"))


class ApiClient(PublicRow):
    """A platform's access to the API: an OAuth2 client of one training base. The secret is kept as a hash.

    A staging client gets the same answers, and nothing of what it sends ever counts.
    """

    oauth = models.OneToOneField(
        "allauth_idp_oidc.Client", on_delete=models.PROTECT, related_name="api_client"
    )
    base = models.ForeignKey("registry.TrainingBase", on_delete=models.PROTECT, related_name="api_clients")
    name = models.CharField(_("用途"), max_length=100)
    environment = models.CharField(
        _("环境"), max_length=8, choices=ApiEnvironment.choices, default=ApiEnvironment.STAGING
    )
    created_by = models.ForeignKey("registry.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    rotated_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    states = AccessState
    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口凭据")

    def __str__(self) -> str:
        return f"{self.base} {self.name}"

    @property
    def state(self) -> AccessState:
        return AccessState.REVOKED if self.revoked_at else AccessState.ACTIVE

    @state.setter
    def state(self, value: AccessState) -> None:
        self.revoked_at = self.revoked_at or clock.now() if value == AccessState.REVOKED else None

    @property
    def scopes(self) -> str:
        """What it may do, in words."""
        return "、".join(str(ApiScope(name).label) for name in self.oauth.get_scopes())


class ApiRequest(models.Model):
    """The answer that was given to one idempotency key: the same request again gets the very same bytes."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="requests")
    key = models.CharField(max_length=64)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(
        default=0
    )  # 0: being worked on, in a transaction that is not over
    response = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], name="api_request_once"),
        ]


class ApiUse(models.Model):
    """How often a client called in one minute: counted in the database,
    so that several processes count together."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "minute"], name="api_use_once"),
        ]


class StagingResult(PublicRow):
    """What a staging client reported, as its status queries show it: masked,
    never counted, forgotten after a while."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="staged")
    session_code = models.CharField(
        max_length=40, blank=True
    )  # names are told apart as those of real results
    external_id = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    # Both keyed: whether the content is the same, whether it is one
    # person's same course and year, and nothing else.
    content_index = models.CharField(max_length=64)
    claim_index = models.CharField(max_length=64, blank=True, db_index=True)
    # As `registry.platforms.api.schemas.StandingOut` has it, without id and version.
    shown = models.JSONField()
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "session_code", "external_id"], name="staging_result_once"
            ),
        ]


class StagingOffer(models.Model):
    """A course or session that a staging client registered: set up
    again for each of its calls, then undone."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="offers")
    kind = models.CharField(max_length=8)  # course, session
    code = models.CharField(max_length=40)
    record = models.JSONField()  # as it was sent
    shown = models.JSONField(encoder=DjangoJSONEncoder)  # as its list shows it
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "kind", "code"], name="staging_offer_once"),
        ]
