"""The registry's addresses, assembled from one list a noun. Names are stable, paths may change."""

from registry.urls import (
    account,
    activity,
    admin,
    api_client,
    changes,
    completion,
    course,
    course_review,
    handbook,
    history,
    job,
    message,
    organisation,
    oversight,
    people,
    registration,
    roster,
    training_base,
)

app_name = "registry"
urlpatterns = [
    *account.urlpatterns,
    *api_client.urlpatterns,
    *completion.urlpatterns,
    *oversight.urlpatterns,
    *changes.urlpatterns,
    *training_base.urlpatterns,
    *course.urlpatterns,
    *course_review.urlpatterns,
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
