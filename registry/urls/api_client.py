"""Addresses of the clients of the API."""

from django.urls import path

from registry.platforms.views import api_client, webhook

urlpatterns = [
    path("bases/<uuid:public_id>/api/", api_client.clients, name="api-clients"),
    path("api-clients/<uuid:public_id>/rotate/", api_client.rotate, name="api-client-rotate"),
    path("api-clients/<uuid:public_id>/revoke/", api_client.revoke, name="api-client-revoke"),
    path("api-clients/<uuid:public_id>/webhook/", webhook.webhook, name="api-webhook"),
    path("api-clients/<uuid:public_id>/webhook/remove/", webhook.remove, name="api-webhook-remove"),
]
