"""The certification room's addresses, noun by noun. Names are stable, paths may change."""

from django.urls import URLPattern, path, register_converter

from cejc.lib.addresses import steps
from cejc.lib.writing import pasted  # noqa: F401  (its converter)
from certification.views import (
    agenda,
    allotment,
    batch,
    bureau,
    case,
    degree,
    desk,
    figures,
    lane,
    own_copy,
    prior,
    public,
    record,
    rules_notice,
    together,
    window,
    year_sheet,
)
from certification.views.notices import notice, notice_draft, objection, objection_public, public_notice
from certification.views.slips import offline, parcel, recheck, slip, verify


class FourDigits:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class Language:
    """The languages that strangers' pages have, where the address says which."""

    regex = "zh|en"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FourDigits, "year4")
register_converter(Language, "two")

app_name = "certification"
urlpatterns: list[URLPattern] = [
    # Pages that anyone may open: no login, no JavaScript needed.
    path("notices/", public_notice.notice_list, name="public-notice-list"),
    path("notices/<uuid:public_id>/", public_notice.notice, name="public-notice"),
    path("notices/entries/<uuid:public_id>/object/", objection_public.new, name="public-objection-new"),
    path("objections/received/", objection_public.done, name="public-objection-done"),
    path("objections/follow/", objection_public.follow, name="public-objection-follow"),
    path("verify/", verify.ask, name="verify"),
    path("verify/file/", verify.by_file, name="verify-file"),
    path("verify/offline/<two:language>/", offline.page, name="verify-offline"),
    path("verify/offline/<two:language>/file", offline.file, name="verify-offline-file"),
    path("verify/offline/worker.js", offline.worker, name="verify-offline-worker"),
    path("verify/offline/knowledge", offline.knowledge, name="verify-offline-knowledge"),
    path("verify/offline/keys.json", offline.code_keys, name="verify-offline-keys"),
    path("verify/proof/<year4:year>/<int:sequence>/<pasted:check_code>", verify.proof, name="verify-proof"),
    path("verify/<year4:year>/<int:sequence>/<pasted:check_code>", verify.by_code, name="verify-slip"),
    path("rules/", public.rules, name="rules"),
    path("rules/notice/", rules_notice.notice, name="rules-notice"),
    path("rules/calculator/", public.calculator, name="rules-calculator"),
    path("help/", public.help_page, name="help"),
    # The days that lie ahead, on a page and in a calendar.
    path("calendar/", agenda.page, name="agenda"),
    path("calendar/file/", agenda.file, name="agenda-file"),
    path("calendar/renew/", agenda.renew, name="agenda-renew"),
    path("calendar/end/", agenda.end, name="agenda-end"),
    path("calendar/<str:secret>.ics", agenda.calendar, name="calendar"),
    # The years of a unit's people.
    path("year-sheet/", year_sheet.page, name="year-sheet"),
    path("year-sheet/export/", year_sheet.export, name="year-sheet-export"),
    # Everything about oneself.
    path("own-data/", own_copy.page, name="own-data"),
    path("own-data/new/", own_copy.ask, name="own-data-ask"),
    path("own-data/<uuid:public_id>/file/", own_copy.file, name="own-data-file"),
    # A person's case.
    path("cases/", case.case_list, name="case-list"),
    path("cases/new/", case.new, name="case-new"),
    path("cases/<uuid:public_id>/", case.case, name="case"),
    path("cases/<uuid:public_id>/edit/", case.edit, name="case-edit"),
    path("cases/<uuid:public_id>/submit/", case.submit, name="case-submit"),
    path("cases/<uuid:public_id>/withdraw/", case.withdraw, name="case-withdraw"),
    path("cases/<uuid:public_id>/resume/", case.resume, name="case-resume"),
    path("cases/<uuid:public_id>/nudge/", case.nudge, name="case-nudge"),
    path("cases/<uuid:public_id>/cancel/", case.cancel, name="case-cancel"),
    path("cases/<uuid:public_id>/degree/", degree.prove, name="degree-prove"),
    path("cases/<uuid:public_id>/degree/file/", degree.file, name="degree-file"),
    path("cases/<uuid:public_id>/prior/", prior.add, name="prior-add"),
    path("cases/<uuid:public_id>/prior/<uuid:prior_id>/drop/", prior.drop, name="prior-drop"),
    path("cases/<uuid:public_id>/prior/<uuid:prior_id>/file/", prior.file, name="prior-file"),
    path("cases/<uuid:public_id>/prior/<uuid:prior_id>/take-back/", prior.take_back, name="prior-take-back"),
    path("cases/<uuid:public_id>/exemption/", prior.exemption, name="exemption-ask"),
    path(
        "cases/<uuid:public_id>/exemption/<uuid:exemption_id>/drop/",
        prior.exemption_drop,
        name="exemption-drop",
    ),
    path(
        "cases/<uuid:public_id>/exemption/<uuid:exemption_id>/file/",
        prior.exemption_file,
        name="exemption-file",
    ),
    path("cases/<uuid:public_id>/evidence/<uuid:evidence_id>/", case.evidence_file, name="case-evidence"),
    path(
        "cases/<uuid:public_id>/evidence/<uuid:evidence_id>/<int:number>/<slug:size>/",
        case.evidence_page,
        name="case-evidence-preview",
    ),
    # An office's desk and its lane.
    path("desk/", desk.desk, name="desk"),
    path("desk/act/<slug:name>/", desk.act, name="desk-act"),
    path("desk/export/", desk.export, name="desk-export"),
    path("desk/today/", together.today, name="desk-today"),
    path("desk/reasons/", together.phrase_list, name="phrase-list"),
    path("desk/reasons/new/", together.phrase_new, name="phrase-new"),
    path("desk/reasons/<uuid:public_id>/drop/", together.phrase_drop, name="phrase-drop"),
    path("lane/", lane.lane, name="lane"),
    path("lane/bulk/", lane.bulk, name="cases-pass"),
    path("lane/<uuid:public_id>/", lane.item, name="lane-item"),
    path("lane/<uuid:public_id>/begin/", lane.begin, name="case-begin"),
    path("lane/<uuid:public_id>/hold/", together.hold, name="case-hold"),
    path("lane/<uuid:public_id>/assign/", together.assign, name="case-assign"),
    path("lane/<uuid:public_id>/note/", together.note, name="case-note"),
    path("lane/<uuid:public_id>/pass/", lane.pass_, name="case-pass"),
    path("lane/<uuid:public_id>/undo/", lane.undo, name="case-undo"),
    path("lane/<uuid:public_id>/return/", lane.return_, name="case-return"),
    path("lane/<uuid:public_id>/degree/", degree.decide, name="degree-decide"),
    path("lane/<uuid:public_id>/course/<uuid:activity_id>/", lane.course, name="case-course"),
    path("lane/<uuid:public_id>/exemption/<uuid:exemption_id>/", lane.exemption, name="exemption-approve"),
    path("lane/<uuid:public_id>/prior/<uuid:prior_id>/", lane.prior, name="prior-check"),
    # Yearly figures, and the people behind them.
    path("figures/", figures.page, name="figures"),
    path("figures/export/", figures.export, name="figures-export"),
    path("figures/people/", figures.people, name="figure-people"),
    path("figures/people/export/", figures.people_export, name="figure-people-export"),
    # Public notices and objections, from the office's side.
    path("office/notices/", notice.notice_list, name="notice-list"),
    path("office/notices/new/", notice_draft.new, name="notice-new"),
    path("office/notices/entries/<uuid:public_id>/strike/", notice.strike, name="notice-strike"),
    path("office/notices/<uuid:public_id>/", notice.notice, name="notice"),
    path("office/notices/<uuid:public_id>/edit/", notice_draft.edit, name="notice-edit"),
    path("office/notices/<uuid:public_id>/people/<str:way>/", notice_draft.people, name="notice-people"),
    path("office/notices/<uuid:public_id>/publish/", notice.publish, name="notice-publish"),
    *steps("office/notices/<uuid:public_id>/", notice.move, "notice", "withdraw", "discard"),
    path("office/notices/<uuid:public_id>/annul/", notice.annul, name="notice-annul"),
    path("office/notices/<uuid:public_id>/print/", notice.print_, name="notice-print"),
    path("office/objections/", objection.objection_list, name="objection-list"),
    path("office/objections/<uuid:public_id>/", objection.objection, name="objection"),
    path("office/objections/<uuid:public_id>/answer/", objection.answer, name="objection-answer"),
    path("office/objections/<uuid:public_id>/objector/", objection.objector, name="objection-objector"),
    path("office/objections/<uuid:public_id>/file/", objection.file, name="objection-file"),
    # Batches and windows.
    path("batches/", batch.batch_list, name="batch-list"),
    path("batches/new/", batch.new, name="batch-new"),
    path("batches/<uuid:public_id>/", batch.batch, name="batch"),
    path("batches/<uuid:public_id>/describe/", batch.describe, name="batch-describe"),
    path("batches/<uuid:public_id>/people/<str:way>/", batch.people, name="batch-people"),
    path("batches/<uuid:public_id>/file/", batch.file, name="batch-file"),
    path("batches/<uuid:public_id>/material/", batch.material, name="batch-material"),
    path("batches/<uuid:public_id>/discard/", batch.discard, name="batch-discard"),
    path("batches/<uuid:public_id>/export/", batch.export, name="batch-export"),
    path("windows/", window.window_list, name="window-list"),
    path("windows/grant/", window.grant, name="window-grant"),
    # Bureaus: settings, numbers, and records of results.
    path("bureau/setting/", bureau.setting, name="bureau-setting"),
    path("allotments/", allotment.allotment_list, name="allotment-list"),
    path("allotments/claim/", allotment.claim, name="allotment-claim"),
    path("allotments/void/", allotment.void, name="allotment-void"),
    path("allotments/<uuid:public_id>/", allotment.decide, name="allotment-decide"),
    path("records/", record.record, name="record"),
    # Slips: the province's list, the person's file, issue, revoke and reissue.
    path("slips/", slip.slip_list, name="slip-list"),
    path("slips/issue/", slip.issue, name="issue"),
    path("slips/actions/<uuid:public_id>/decide/", slip.decide, name="slip-decide"),
    path("rechecks/", recheck.recheck_list, name="recheck-list"),
    path("rechecks/<uuid:public_id>/", recheck.recheck, name="recheck"),
    path("slips/parcels/", parcel.listing, name="parcels"),
    path("slips/parcels/new/", parcel.new, name="parcel-new"),
    path("slips/parcels/<uuid:public_id>/", parcel.detail, name="parcel"),
    path("slips/parcels/<uuid:public_id>/file/", parcel.file, name="parcel-file"),
    path("slips/<uuid:public_id>/", slip.slip, name="slip"),
    path("slips/<uuid:public_id>/file/", slip.file, name="slip-file"),
    path("slips/<uuid:public_id>/propose/", slip.propose, name="slip-propose"),
]
