from django.http import Http404, HttpRequest, HttpResponse


def notices(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def notice(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
