from django.urls import path

from registry.desk.views import demo_clock, job

urlpatterns = [
    path("admin/jobs/", job.listing, name="jobs"),
    path("jobs/<uuid:public_id>/", job.detail, name="job"),
    path("jobs/<uuid:public_id>/retry/", job.retry, name="job-retry"),
    path("demo/clock/", demo_clock.edit, name="demo-clock"),
]
