"""Text that a person typed is kept whole, or refused with a sentence;
it is never cut to the width of a column."""

from django.utils.translation import gettext as _

from cejc.errors import Refused


def whole(text: str, limit: int) -> str:
    """`text` without blanks at its ends. Raises Refused when it is longer than `limit` letters."""
    text = text.strip()
    if len(text) > limit:
        raise Refused(
            _("填写的文字共%(count)s个字，最多%(limit)s个字。请精简后再提交，目前没有保存。")
            % {"count": len(text), "limit": limit},
            code="too_long",
        )
    return text
