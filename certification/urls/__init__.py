"""The certification room's addresses, assembled from one list a noun. Names are stable, paths may change."""

from certification.urls import public, slip

app_name = "certification"
urlpatterns = [*public.urlpatterns, *slip.urlpatterns]
