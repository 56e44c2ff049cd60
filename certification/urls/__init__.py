"""The certification room's addresses, assembled from one list a noun. Names are stable, paths may change."""

from certification.urls import batch, bureau, case, figures, notice, office, public, slip

app_name = "certification"
urlpatterns = [
    *public.urlpatterns,
    *case.urlpatterns,
    *office.urlpatterns,
    *figures.urlpatterns,
    *notice.urlpatterns,
    *batch.urlpatterns,
    *bureau.urlpatterns,
    *slip.urlpatterns,
]
