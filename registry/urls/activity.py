"""Addresses of activities, their evidence and their review."""

from django.urls import URLPattern, path

from cejc.lib.addresses import steps
from registry.activities.views import (
    activity,
    activity_edit,
    activity_files,
    activity_new,
    activity_review,
    evidence,
    flag,
    taking_back,
)
from registry.desk.views import home
from registry.results.views import activity_course
from registry.training.views import suspension

urlpatterns: list[URLPattern] = [
    # A professional's first screen; / leads here.
    path("mine/", home.home, name="home"),
    path("activities/", activity.activities, name="activities"),
    path("activities/export/", activity.export, name="activity-export"),
    path("activities/new/", activity_new.kinds, name="activity-new"),
    path("activities/new/<slug:kind>/", activity_new.new, name="activity-create"),
    path("activities/new/<slug:kind>/preview/", activity_new.preview, name="activity-new-preview"),
    path("activities/new/<slug:kind>/autosave/", activity_new.autosave, name="activity-new-autosave"),
    path("activities/new/<slug:kind>/evidence/", activity_new.evidence, name="activity-new-evidence"),
    path("activities/<uuid:public_id>/", activity.activity, name="activity"),
    path("activities/<uuid:public_id>/edit/", activity_edit.edit, name="activity-edit"),
    path("activities/<uuid:public_id>/course/", activity_course.choose, name="activity-course"),
    path("activities/<uuid:public_id>/preview/", activity_edit.preview, name="activity-preview"),
    path("activities/<uuid:public_id>/autosave/", activity_edit.autosave, name="activity-autosave"),
    path("activities/<uuid:public_id>/evidence/", activity_files.upload, name="activity-evidence"),
    *steps("activities/<uuid:public_id>/", activity.act, "activity", "withdraw", "discard"),
    path("activities/<uuid:public_id>/take-back/", taking_back.take_back, name="activity-take-back"),
    # Files, for those who may see the record they belong to.
    path("evidence/<uuid:public_id>/file/", evidence.file, name="evidence-file"),
    path("evidence/<uuid:public_id>/original/", evidence.original, name="evidence-original"),
    path("evidence/<uuid:public_id>/page/<int:number>/<slug:size>/", evidence.page, name="evidence-page"),
    # Two records with one file.
    path("flags/", flag.flags, name="flags"),
    path("flags/<uuid:public_id>/", flag.flag, name="flag"),
    # When gatherings are suspended (R27); the provincial office keeps the list.
    path("suspensions/", suspension.suspensions, name="suspensions"),
    path("suspensions/<uuid:public_id>/end/", suspension.end, name="suspension-end"),
    # The reviewer's desk.
    path("review/", activity_review.lane, name="review-lane"),
    path("review/bulk/", activity_review.bulk, name="review-bulk"),
    path("review/<uuid:public_id>/", activity_review.item, name="review-item"),
    path("review/<uuid:public_id>/begin/", activity_review.begin, name="review-begin"),
    path("review/<uuid:public_id>/approve/", activity_review.approve, name="review-approve"),
    path("review/<uuid:public_id>/course/", activity_course.answer, name="review-course"),
    path("review/<uuid:public_id>/return/", activity_review.return_, name="review-return"),
]
