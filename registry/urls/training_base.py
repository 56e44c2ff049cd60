"""Addresses of training bases and experts."""

from django.urls import path

from registry.training.views import training_base

urlpatterns = [
    path("bases/", training_base.listing, name="bases"),
    path("bases/home/", training_base.home, name="base-home"),
    path("bases/new/", training_base.new, name="base-new"),
    path("bases/experts/", training_base.experts, name="experts"),
    path("bases/experts/<uuid:public_id>/dismiss/", training_base.dismiss, name="expert-dismiss"),
    path("bases/<uuid:public_id>/", training_base.detail, name="base"),
    path("bases/<uuid:public_id>/edit/", training_base.edit, name="base-edit"),
    path("bases/<uuid:public_id>/close/", training_base.close, name="base-close"),
]
