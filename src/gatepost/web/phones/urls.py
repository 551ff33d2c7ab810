"""Addresses of pupils' phones. A class is named by its place in the list of classes, in the query."""

from django.urls import path

from gatepost.web.phones.views import child, lists

app_name = "phones"
urlpatterns = [
    path("<slug:school>/phones/", lists.front, name="front"),
    path("<slug:school>/phones/hand-in/", lists.hand_in, name="hand-in"),
    path("<slug:school>/phones/collect/", lists.collect, name="collect"),
    path("<slug:school>/phones/correct/", lists.correct, name="correct"),
    path("<slug:school>/phones/left/", lists.left, name="left"),
    path("<slug:school>/phones/sheet/", lists.sheet, name="sheet"),
    path("<slug:school>/phones/keepers/", lists.keepers, name="keepers"),
    path("<slug:school>/phones/children/<int:someone>/", child.one, name="child"),
    path("<slug:school>/phones/children/<int:someone>/permit/", child.permit, name="permit"),
    path("<slug:school>/phones/children/<int:someone>/ban/", child.ban, name="ban"),
    path("<slug:school>/phones/permissions/<int:leave>/end/", child.end_permission, name="end-permission"),
    path("<slug:school>/phones/bans/<int:ban>/lift/", child.lift, name="lift"),
]
