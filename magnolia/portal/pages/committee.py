from django.http import Http404, HttpRequest, HttpResponse


def advice(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
