from django.http import Http404, HttpRequest, HttpResponse


def designations(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
