from django.urls import path

from registry.changes.views import change_asks, changes

ONE = "changes/<slug:kind>/<uuid:public_id>/"
urlpatterns = [
    path("profile/identity/change/", change_asks.own_identity, name="change-identity"),
    path("profile/erasure/", change_asks.own_erasure, name="change-erasure"),
    path("people/<uuid:public_id>/identity/change/", change_asks.identity_for, name="change-identity-for"),
    path("people/<uuid:public_id>/death/", change_asks.death_of, name="change-death"),
    path("changes/", changes.listing, name="changes"),
    path("changes/export/", changes.export, name="changes-export"),
    path("changes/merge/", change_asks.merge_two, name="change-merge"),
    path("changes/identity/<uuid:public_id>/number/", changes.number, name="change-number"),
    path(ONE, changes.detail, name="change"),
    path(f"{ONE}file/", changes.file, name="change-file"),
    path(f"{ONE}confirm/", changes.confirm, name="change-confirm"),
    path(f"{ONE}approve/", changes.approve, name="change-approve"),
    path(f"{ONE}refuse/", changes.refuse, name="change-refuse"),
    path(f"{ONE}withdraw/", changes.withdraw, name="change-withdraw"),
]
