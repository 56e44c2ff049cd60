"""Batches and windows."""

from django.urls import path

from certification.views import batch, window

urlpatterns = [
    path("batches/", batch.batch_list, name="batch-list"),
    path("batches/new/", batch.new, name="batch-new"),
    path("batches/<uuid:public_id>/", batch.batch, name="batch"),
    path("batches/<uuid:public_id>/describe/", batch.describe, name="batch-describe"),
    path("batches/<uuid:public_id>/add/", batch.add, name="batch-add"),
    path("batches/<uuid:public_id>/take/<uuid:case_id>/", batch.take, name="batch-take"),
    path("batches/<uuid:public_id>/file/", batch.file, name="batch-file"),
    path("batches/<uuid:public_id>/material/", batch.material, name="batch-material"),
    path("batches/<uuid:public_id>/discard/", batch.discard, name="batch-discard"),
    path("batches/<uuid:public_id>/export/", batch.export, name="batch-export"),
    path("windows/", window.window_list, name="window-list"),
    path("windows/grant/", window.grant, name="window-grant"),
]
