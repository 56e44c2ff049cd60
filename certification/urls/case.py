"""A person's case."""

from django.urls import path

from certification.views import case, degree, prior

urlpatterns = [
    path("cases/", case.case_list, name="case-list"),
    path("cases/new/", case.new, name="case-new"),
    path("cases/<uuid:public_id>/", case.case, name="case"),
    path("cases/<uuid:public_id>/edit/", case.edit, name="case-edit"),
    path("cases/<uuid:public_id>/submit/", case.submit, name="case-submit"),
    path("cases/<uuid:public_id>/withdraw/", case.withdraw, name="case-withdraw"),
    path("cases/<uuid:public_id>/resume/", case.resume, name="case-resume"),
    path("cases/<uuid:public_id>/nudge/", case.nudge, name="case-nudge"),
    path("cases/<uuid:public_id>/cancel/", case.cancel, name="case-cancel"),
    path("cases/<uuid:public_id>/degree/", degree.prove, name="degree-prove"),
    path("cases/<uuid:public_id>/degree/file/", degree.file, name="degree-file"),
    path("cases/<uuid:public_id>/prior/", prior.add, name="prior-add"),
    path("cases/<uuid:public_id>/prior/<uuid:prior_id>/drop/", prior.drop, name="prior-drop"),
    path("cases/<uuid:public_id>/prior/<uuid:prior_id>/file/", prior.file, name="prior-file"),
    path("cases/<uuid:public_id>/prior/<uuid:prior_id>/take-back/", prior.take_back, name="prior-take-back"),
    path("cases/<uuid:public_id>/exemption/", prior.exemption, name="exemption-ask"),
    path(
        "cases/<uuid:public_id>/exemption/<uuid:exemption_id>/drop/",
        prior.exemption_drop,
        name="exemption-drop",
    ),
    path(
        "cases/<uuid:public_id>/exemption/<uuid:exemption_id>/file/",
        prior.exemption_file,
        name="exemption-file",
    ),
    path("cases/<uuid:public_id>/evidence/<uuid:evidence_id>/", case.evidence_file, name="case-evidence"),
    path(
        "cases/<uuid:public_id>/evidence/<uuid:evidence_id>/<int:number>/<slug:size>/",
        case.evidence_page,
        name="case-evidence-preview",
    ),
]
