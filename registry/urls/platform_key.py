"""Addresses of keys A and B, and of the batches that they sign."""

from django.urls import path

from registry.results.views import certificate_verify, completion_batch, platform_key

urlpatterns = [
    path("certificates/verify/", certificate_verify.ask, name="certificate-verify"),
    path("bases/<uuid:public_id>/keys/", platform_key.keys, name="keys-of-base"),
    path("bases/<uuid:public_id>/keys/<int:year>/<str:part>/", platform_key.make, name="key-make"),
    path("keys/<uuid:public_id>/end/", platform_key.end, name="key-end"),
    path("keys/<uuid:public_id>/public/", platform_key.public, name="key-public"),
    path("bases/<uuid:public_id>/batches/", completion_batch.batches, name="key-batches"),
    path("key-batches/<uuid:public_id>/", completion_batch.batch, name="key-batch"),
    path("key-batches/<uuid:public_id>/freeze/", completion_batch.freeze, name="key-batch-freeze"),
    path("key-batches/<uuid:public_id>/void/", completion_batch.void, name="key-batch-void"),
    path("key-batches/<uuid:public_id>/manifest/", completion_batch.manifest, name="key-batch-manifest"),
    path(
        "completions/<uuid:public_id>/certificate/",
        completion_batch.certificate,
        name="completion-certificate",
    ),
]
