from django.urls import path

from cejc.lib.addresses import steps
from cejc.lib.writing import pasted  # noqa: F401  (its converter)
from registry.yearly.views import handbook, handbook_claim, handbook_edition, handbook_verify, title_record

urlpatterns = [
    path("handbook/", handbook.mine, name="handbook-mine"),
    path("handbook/books/", handbook.listing, name="handbooks"),
    path("handbook/books/export/", handbook.export, name="handbooks-export"),
    path("handbook/books/hand-out/", handbook.hand_out, name="handbook-hand-out"),
    path("handbook/books/<uuid:public_id>/", handbook.detail, name="handbook"),
    path(
        "handbook/books/<uuid:public_id>/loss/", handbook.act, {"action": "report_loss"}, name="handbook-loss"
    ),
    *steps("handbook/books/<uuid:public_id>/", handbook.act, "handbook", "reissue"),
    path("handbook/books/<uuid:public_id>/edition/", handbook_edition.ask, name="handbook-edition"),
    path("handbook/editions/<uuid:public_id>/pdf/", handbook_edition.pdf, name="handbook-pdf"),
    path("handbook/portrait/", handbook_edition.portrait, name="portrait"),
    path("handbook/portrait/<uuid:public_id>/", handbook_edition.picture, name="portrait-picture"),
    path("handbook/titles/waiting/", title_record.waiting, name="titles-waiting"),
    path("handbook/titles/<uuid:public_id>/", title_record.titles, name="titles"),
    *steps("handbook/titles/<uuid:public_id>/", title_record.act, "title", "confirm", "refuse"),
    path("handbook/verify/", handbook_verify.ask, name="handbook-verify"),
    path("handbook/verify/file/", handbook_verify.by_file, name="handbook-verify-file"),
    path(
        "handbook/verify/<int:year>/<int:sequence>/<pasted:check_code>",
        handbook_verify.by_code,
        name="handbook-verify-code",
    ),
    path("handbook/claims/", handbook_claim.listing, name="handbook-claims"),
    path("handbook/claims/compose/", handbook_claim.compose, name="handbook-claim-compose"),
    path("handbook/claims/left-out/", handbook_claim.left_out, name="handbook-left-out"),
    path("handbook/claims/left-out/export/", handbook_claim.left_out_export, name="handbook-left-out-export"),
    path("handbook/claims/<uuid:public_id>/", handbook_claim.detail, name="handbook-claim"),
    path(
        "handbook/claims/<uuid:public_id>/take-out/", handbook_claim.take_out, name="handbook-claim-take-out"
    ),
    path("handbook/claims/<uuid:public_id>/xlsx/", handbook_claim.xlsx, name="handbook-claim-xlsx"),
    path("handbook/claims/<uuid:public_id>/pdf/", handbook_claim.pdf, name="handbook-claim-pdf"),
    path("handbook/claims/<uuid:public_id>/draw/", handbook_claim.draw, name="handbook-claim-draw"),
    path(
        "handbook/claims/<uuid:public_id>/strike/<uuid:entry>/",
        handbook_claim.strike,
        name="handbook-claim-strike",
    ),
    path("handbook/claims/<uuid:public_id>/<slug:action>/", handbook_claim.act, name="handbook-claim-act"),
]
