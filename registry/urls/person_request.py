from django.urls import path

from registry.changes.views import person_request, person_request_asks

ONE = "changes/<slug:kind>/<uuid:public_id>/"
urlpatterns = [
    path("profile/identity/change/", person_request_asks.own_identity, name="change-identity"),
    path("profile/erasure/", person_request_asks.own_erasure, name="change-erasure"),
    path(
        "people/<uuid:public_id>/identity/change/",
        person_request_asks.identity_for,
        name="change-identity-for",
    ),
    path("people/<uuid:public_id>/death/", person_request_asks.death_of, name="change-death"),
    path("changes/", person_request.listing, name="changes"),
    path("changes/export/", person_request.export, name="changes-export"),
    path("changes/merge/", person_request_asks.merge_two, name="change-merge"),
    path("changes/identity/<uuid:public_id>/number/", person_request.number, name="change-number"),
    path(ONE, person_request.detail, name="change"),
    path(f"{ONE}file/", person_request.file, name="change-file"),
    path(f"{ONE}confirm/", person_request.press, {"action": "confirm"}, "change-confirm"),
    path(f"{ONE}approve/", person_request.act, {"action": "approve"}, "change-approve"),
    path(f"{ONE}refuse/", person_request.act, {"action": "refuse"}, "change-refuse"),
    path(f"{ONE}withdraw/", person_request.press, {"action": "withdraw"}, "change-withdraw"),
]
