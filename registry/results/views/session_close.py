"""Closing a session and correcting what was closed: steps on the page of a session that make results."""

from django.utils.translation import gettext_lazy

from registry.results.services import session_close
from registry.training.forms.filing import EditOnlyForm
from registry.training.forms.session import SessionReasonForm
from registry.training.views.session import ACTS, Act

ACTS |= {
    "close": Act(
        title=gettext_lazy("结班"),
        follows=(
            gettext_lazy("日程、签到和考核结果就此固定，每位完成培训的人员形成一条学习结果。"),
            gettext_lazy("公需科目符合备案的，学时直接计入本人记录；专业科目由用人单位审核。"),
            gettext_lazy("结班后发现有误的，说明原因后更正，形成新的版本。"),
        ),
        said=gettext_lazy("已结班，学习结果正在记入个人记录。"),
        call=session_close.close,
        form=EditOnlyForm,
        official=True,
    ),
    "correct": Act(
        title=gettext_lazy("更正结班结果"),
        follows=(
            gettext_lazy("更正期间，已报送的学习结果不变。"),
            gettext_lazy("改好后重新结班，有变化的结果由新版本代替。"),
        ),
        said=gettext_lazy("可以更正名单、签到和考核结果，改好后请重新结班。"),
        call=session_close.correct,
        form=SessionReasonForm,
    ),
}
