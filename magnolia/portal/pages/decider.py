from django.http import Http404, HttpRequest, HttpResponse


def determination(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def conditions(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def certification(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
