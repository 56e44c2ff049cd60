"""Policy files: what the notices say as data, and who puts them in force."""

from django.urls import path

from cejc.lib.addresses import steps
from registry.rules.views import policy_change, policy_file, what_if

urlpatterns = [
    path("policies/", policy_file.listing, name="policy-files"),
    path("policies/new/", policy_file.new, name="policy-file-new"),
    path("policies/upload/", policy_file.upload, name="policy-file-upload"),
    path("policies/<uuid:public_id>/", policy_file.detail, name="policy-file"),
    path("policies/<uuid:public_id>/notice/", policy_file.notice, name="policy-file-notice"),
    path("policies/<uuid:public_id>/edit/", policy_file.edit, name="policy-file-edit"),
    path("policies/<uuid:public_id>/text/", policy_file.text, name="policy-file-text"),
    path("policies/<uuid:public_id>/file/", policy_file.file, name="policy-file-file"),
    path("policies/<uuid:public_id>/examples/", policy_file.rework, name="policy-file-rework"),
    path("policies/<uuid:public_id>/amend/", policy_file.amend, name="policy-file-amend"),
    path("policies/<uuid:public_id>/what-if/", what_if.start, name="what-if-start"),
    path("what-if/<uuid:public_id>/", what_if.detail, name="what-if"),
    path("what-if/<uuid:public_id>/stop/", what_if.stop, name="what-if-stop"),
    path("what-if/<uuid:public_id>/file/", what_if.file, name="what-if-file"),
    path("mine/policy/", policy_change.mine, name="policy-change"),
    *steps(
        "policies/<uuid:public_id>/",
        policy_file.act,
        "policy-file",
        "check",
        "drop",
        "propose",
        "return",
        "publish",
        "ask_withdrawal",
        "keep",
        "withdraw",
    ),
]
