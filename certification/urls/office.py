"""An office's desk and its lane."""

from django.urls import path

from certification.views import degree, desk, lane, together

urlpatterns = [
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
]
