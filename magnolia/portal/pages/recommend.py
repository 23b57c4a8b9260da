from django.http import Http404, HttpRequest, HttpResponse


def recommendation(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
