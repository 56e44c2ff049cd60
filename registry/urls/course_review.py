"""Addresses of the review of online courses and of cross-reviews."""

from django.urls import path

from registry.training.views import course_review, cross_review

urlpatterns = [
    path("course-reviews/", course_review.listing, name="course-reviews"),
    path("courses/<uuid:public_id>/convene/", course_review.convene, name="course-convene"),
    path("course-reviews/<uuid:public_id>/", course_review.detail, name="course-review"),
    path("course-reviews/<uuid:public_id>/urge/", course_review.urge, name="course-review-urge"),
    path(
        "course-reviews/<uuid:public_id>/replace/<uuid:opinion_id>/",
        course_review.replace,
        name="course-review-replace",
    ),
    path("course-reviews/<uuid:public_id>/conclude/", course_review.conclude, name="course-review-conclude"),
    path("course-reviews/<uuid:public_id>/submit/", course_review.submit, name="course-review-submit"),
    path("course-reviews/<uuid:public_id>/document/", course_review.document, name="course-review-document"),
    path("opinions/", course_review.opinions, name="opinions"),
    path("opinions/<uuid:public_id>/", course_review.opinion, name="opinion"),
    path("opinions/cross/<uuid:public_id>/", cross_review.opinion, name="cross-opinion"),
    path("cross-reviews/", cross_review.samples, name="cross-samples"),
    path("cross-reviews/samples/<uuid:public_id>/", cross_review.sample, name="cross-sample"),
    path("cross-reviews/<uuid:public_id>/", cross_review.detail, name="cross-review"),
    path("cross-reviews/<uuid:public_id>/assign/", cross_review.assign, name="cross-review-assign"),
    path("cross-reviews/<uuid:public_id>/decide/", cross_review.decide, name="cross-review-decide"),
]
