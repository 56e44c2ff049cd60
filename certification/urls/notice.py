"""Public notices and objections, from the office's side."""

from django.urls import path

from cejc.lib.addresses import steps
from certification.views import notice, objection

urlpatterns = [
    path("office/notices/", notice.notice_list, name="notice-list"),
    path("office/notices/new/", notice.new, name="notice-new"),
    path("office/notices/<uuid:public_id>/", notice.notice, name="notice"),
    path("office/notices/<uuid:public_id>/edit/", notice.edit, name="notice-edit"),
    path("office/notices/<uuid:public_id>/publish/", notice.publish, name="notice-publish"),
    *steps("office/notices/<uuid:public_id>/", notice.move, "notice", "withdraw", "discard"),
    path("office/notices/<uuid:public_id>/annul/", notice.annul, name="notice-annul"),
    path("office/notices/<uuid:public_id>/print/", notice.print_, name="notice-print"),
    path("office/objections/", objection.objection_list, name="objection-list"),
    path("office/objections/<uuid:public_id>/", objection.objection, name="objection"),
    path("office/objections/<uuid:public_id>/answer/", objection.answer, name="objection-answer"),
    path("office/objections/<uuid:public_id>/objector/", objection.objector, name="objection-objector"),
    path("office/objections/<uuid:public_id>/file/", objection.file, name="objection-file"),
]
