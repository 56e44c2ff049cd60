"""The notice word for word, for anyone: what each clause became, without JavaScript."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cejc.lib.shelf import shelved
from certification.views.public import asked_policy
from credits.queries import policies_rest_on, published_policies
from registry.rules.queries.notice_page import notice_page


@require_GET
@shelved(lambda _request: [policies_rest_on()])
def notice(request: HttpRequest) -> HttpResponse:
    """The notice of one year, clause after clause, with the data beside it."""
    policy = asked_policy(request)
    in_force = published_policies()
    context = {
        "policy": policy,
        "withdrawn": policy.name not in {row.name for row in in_force} and bool(in_force),
        "page": notice_page(policy),
    }
    return render(request, "public/rules_notice.html", context)
