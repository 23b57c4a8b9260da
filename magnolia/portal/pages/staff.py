from django.http import Http404, HttpRequest, HttpResponse


def people(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def holidays(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def law_changes(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def status(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
