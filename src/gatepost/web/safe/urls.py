"""Addresses of the safe. What is a person's own, whatever the school, stands under `me`."""

from django.urls import path

from gatepost.web.safe.views import cards, own, school

app_name = "safe"
urlpatterns = [
    path("me/safe/", own.mine, name="mine"),
    path("me/safe/choose/", own.enrol, name="enrol"),
    path("me/safe/unlock/", own.unlocking, name="unlock"),
    path("me/safe/lock/", own.locking, name="lock"),
    path("me/safe/change/", own.change, name="change"),
    path("me/safe/lost/", own.lost, name="lost"),
    path("<slug:school>/safe/", school.safe, name="safe"),
    path("<slug:school>/safe/give/", school.give, name="give"),
    path("<slug:school>/safe/holders/", cards.holders, name="holders"),
    path("<slug:school>/safe/rehearse/", cards.rehearsal, name="rehearse"),
    path("<slug:school>/safe/use-cards/", cards.use_cards, name="use-cards"),
    path("<slug:school>/safe/stop/", cards.stopping, name="stop"),
    path("<slug:school>/safe/recover/", cards.recovering, name="recover"),
    path("<slug:school>/safe/cards/<int:card>/", cards.own_card, name="card"),
    path("<slug:school>/safe/cards/<int:card>/replace/", cards.replacing, name="replace"),
    path("<slug:school>/safe/card/<str:token>/", cards.outside_card, name="outside-card"),
]
