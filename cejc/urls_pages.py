"""Addresses of the pages that belong to no domain: the switches of language and large type, the
accessibility statement, the style guide."""

from django.urls import path
from django.views.i18n import JavaScriptCatalog, set_language

from cejc.views import home, large_text, login_state, styleguide

app_name = "cejc"
urlpatterns = [
    path("large-text/", large_text.switch, name="large-text"),
    path("language/", set_language, name="language"),
    path("language/words.js", JavaScriptCatalog.as_view(packages=["cejc"]), name="words"),
    path("login-state/", login_state.login_state, name="login-state"),
    path("accessibility/", home.accessibility, name="accessibility"),
    # The style guide: every part with ordinary, long, empty and wrong content; 404 in production.
    path("ui/", styleguide.guide, name="styleguide"),
    path("ui/progress/", styleguide.progress, name="styleguide-progress"),
    path("ui/page/<slug:name>/", styleguide.page, name="styleguide-page"),
]
