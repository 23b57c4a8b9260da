from django.http import Http404, HttpRequest, HttpResponse


def completeness(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
