"""Yearly figures, and the people behind them."""

from django.urls import path

from certification.views import figures

urlpatterns = [
    path("figures/", figures.page, name="figures"),
    path("figures/export/", figures.export, name="figures-export"),
    path("figures/people/", figures.people, name="figure-people"),
    path("figures/people/export/", figures.people_export, name="figure-people-export"),
]
