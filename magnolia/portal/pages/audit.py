from django.http import Http404, HttpRequest, HttpResponse


def audit(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
