from django.http import Http404, HttpRequest, HttpResponse


def consultation(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
