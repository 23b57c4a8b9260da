from django.http import Http404, HttpRequest, HttpResponse


def federal(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
