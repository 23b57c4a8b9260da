from django.http import Http404, HttpRequest, HttpResponse


def applications(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def new(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def details(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def attachments(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def declarations(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def correction(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def whole(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
