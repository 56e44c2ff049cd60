from django.urls import path

from registry.desk.views import message

urlpatterns = [
    path("messages/", message.listing, name="messages"),
    path("messages/settings/", message.settings, name="messages-settings"),
    path("messages/read/", message.read_all, name="messages-read-all"),
    path("messages/<uuid:public_id>/", message.detail, name="message"),
]
