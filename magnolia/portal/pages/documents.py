from django.http import Http404, HttpRequest, HttpResponse


def upload(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def not_applicable(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def download(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def move(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def remove(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
