"""The registry's addresses, assembled from one list a noun. Names are stable, paths may change."""

from registry.urls import (
    account,
    activity,
    admin,
    changes,
    completion,
    handbook,
    history,
    job,
    message,
    organisation,
    oversight,
    people,
    registration,
    roster,
)

app_name = "registry"
urlpatterns = [
    *account.urlpatterns,
    *completion.urlpatterns,
    *oversight.urlpatterns,
    *changes.urlpatterns,
    *people.urlpatterns,
    *handbook.urlpatterns,
    *registration.urlpatterns,
    *history.urlpatterns,
    *roster.urlpatterns,
    *organisation.urlpatterns,
    *admin.urlpatterns,
    *message.urlpatterns,
    *activity.urlpatterns,
    *job.urlpatterns,
]
