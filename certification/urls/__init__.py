"""The certification room's addresses, assembled from one list a noun. Names are stable, paths may change."""

from certification.urls import batch, bureau, case, notice, office, public, slip

app_name = "certification"
urlpatterns = [
    *public.urlpatterns,
    *case.urlpatterns,
    *office.urlpatterns,
    *notice.urlpatterns,
    *batch.urlpatterns,
    *bureau.urlpatterns,
    *slip.urlpatterns,
]
