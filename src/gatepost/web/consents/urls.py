"""Addresses of photo consents."""

from django.urls import path

from gatepost.web.consents.views import asked, children, files, keying, shown

app_name = "consents"
urlpatterns = [
    path("<slug:school>/photo-consents/", shown.shown, name="shown"),
    path("<slug:school>/photo-consents/sheet/", shown.sheet, name="sheet"),
    path("<slug:school>/photo-consents/attend/", shown.attend, name="attend"),
    path("<slug:school>/photo-consents/children/<int:someone>/", children.child, name="child"),
    path("<slug:school>/photo-consents/answers/<int:answer>/set-aside/", children.aside, name="aside"),
    path("<slug:school>/photo-consents/bars/", children.all_bars, name="bars"),
    path("<slug:school>/photo-consents/bars/<int:bar>/lift/", children.lift, name="lift"),
    path("<slug:school>/photo-consents/pictures/<int:picture>/down/", children.taken_down, name="taken-down"),
    path("<slug:school>/photo-consents/key-in/", keying.find, name="find"),
    path("<slug:school>/photo-consents/key-in/rows/", keying.key_in, name="key-in"),
    path("<slug:school>/photo-consents/asked/", asked.purposes, name="purposes"),
    path("<slug:school>/photo-consents/wording/", asked.wording, name="wording"),
    path("<slug:school>/photo-consents/rounds/", asked.all_rounds, name="rounds"),
    path("<slug:school>/photo-consents/rounds/<int:asking>/", asked.one_round, name="round"),
    path("<slug:school>/photo-consents/rounds/<int:asking>/close/", asked.close, name="close"),
    path("<slug:school>/photo-consents/rounds/<int:asking>/paper/", asked.paper, name="paper"),
    path("<slug:school>/photo-consents/import/", files.send, name="reports"),
    path("<slug:school>/photo-consents/import/<int:report>/", files.report, name="report"),
    path("<slug:school>/photo-consents/import/<int:report>/put-away/", files.give_up, name="give-up"),
    path("<slug:school>/my-photo-consents/", asked.own, name="mine"),
]
