from django.http import Http404, HttpRequest, HttpResponse


def record(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def download(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
