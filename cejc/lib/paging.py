"""Pages of long lists that are reached by number, at the same price wherever they are."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class LongPaginator(Paginator):
    """First the keys of the page, then its rows.

    To skip thousands of rows, the database then sorts and skips keys, and joins only what is shown. `count`
    saves the query where the rows were counted already.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, count: int | None = None) -> None:
        super().__init__(rows, per_page)
        self.rows = rows
        if count is not None:
            self.count = count

    def page(self, number: Any) -> Page:
        page = super().page(number)
        first = (page.number - 1) * self.per_page
        keys = self.rows.values_list("pk", flat=True)[first : first + self.per_page]
        page.object_list = self.rows.filter(pk__in=list(keys))
        return page
