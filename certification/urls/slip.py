"""Slips: the province's list, the person's file, issue, revoke and reissue."""

from django.urls import path

from certification.views import parcel, recheck, slip

urlpatterns = [
    path("slips/", slip.slip_list, name="slip-list"),
    path("slips/issue/", slip.issue, name="issue"),
    path("slips/actions/<uuid:public_id>/decide/", slip.decide, name="slip-decide"),
    path("rechecks/", recheck.recheck_list, name="recheck-list"),
    path("rechecks/<uuid:public_id>/", recheck.recheck, name="recheck"),
    path("slips/parcels/", parcel.listing, name="parcels"),
    path("slips/parcels/new/", parcel.new, name="parcel-new"),
    path("slips/parcels/<uuid:public_id>/", parcel.detail, name="parcel"),
    path("slips/parcels/<uuid:public_id>/file/", parcel.file, name="parcel-file"),
    path("slips/<uuid:public_id>/", slip.slip, name="slip"),
    path("slips/<uuid:public_id>/file/", slip.file, name="slip-file"),
    path("slips/<uuid:public_id>/propose/", slip.propose, name="slip-propose"),
]
