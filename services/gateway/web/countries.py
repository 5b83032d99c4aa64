"""The twenty countries that the course invites by custom, for a form that begins a new edition."""

COUNTRIES = tuple("AR BO BR CL CO CR CU DO EC SV GT HT HN MX NI PA PY PE UY VE".split())
