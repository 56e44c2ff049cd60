"""Addresses of the pages that belong to no domain: the large-type switch, the accessibility statement, the style guide."""

from django.urls import path

from cejc.views import large_text, login_state, statement, styleguide

app_name = "cejc"
urlpatterns = [
    path("large-text/", large_text.switch, name="large-text"),
    path("login-state/", login_state.login_state, name="login-state"),
    path("accessibility/", statement.accessibility, name="accessibility"),
    # The style guide: every part with ordinary, long, empty and wrong content; 404 in production.
    path("ui/", styleguide.guide, name="styleguide"),
    path("ui/progress/", styleguide.progress, name="styleguide-progress"),
    path("ui/page/<slug:name>/", styleguide.page, name="styleguide-page"),
]
