"""The pages of tokens."""

from django.urls import path

from gatepost.web.tokens import views

app_name = "tokens"
urlpatterns = [
    path("<slug:school>/tokens/", views.tokens, name="list"),
    path("<slug:school>/tokens/new/", views.new, name="new"),
    path("<slug:school>/tokens/<int:issued>/revoke/", views.revoke, name="revoke"),
]
