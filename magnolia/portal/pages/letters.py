from django.http import Http404, HttpRequest, HttpResponse


def letter(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def pdf(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def verify(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
