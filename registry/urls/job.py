from django.urls import path

from registry.desk.views import demo_clock, job
from registry.people.views import many

urlpatterns = [
    path("admin/jobs/", job.listing, name="jobs"),
    path("jobs/<uuid:public_id>/", job.detail, name="job"),
    path("jobs/<uuid:public_id>/stop/", job.stop, name="job-stop"),
    path("jobs/<uuid:public_id>/undo/", job.undo, name="job-undo"),
    path("acts/<uuid:public_id>/", many.listed, name="many"),
    path("jobs/<uuid:public_id>/retry/", job.retry, name="job-retry"),
    path("demo/clock/", demo_clock.edit, name="demo-clock"),
]
