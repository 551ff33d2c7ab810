"""Addresses of the record."""

from django.urls import path

from gatepost.web.reports import views

app_name = "reports"
urlpatterns = [
    path("<slug:school>/record/", views.record, name="record"),
    path("<slug:school>/record/entries/", views.entries, name="entries"),
    path("<slug:school>/record/heads/", views.heads, name="heads"),
    path("<slug:school>/record/heads/new/", views.head_made, name="new-head"),
    path("<slug:school>/record/check/", views.checked, name="check"),
    path("<slug:school>/record/compare/", views.compared, name="compare"),
    path("<slug:school>/record/export/", views.exported, name="export"),
    path("<slug:school>/record/checker.pyz", views.checker, name="checker"),
    path("<slug:school>/record/receipt/", views.receipt, name="receipt"),
]
