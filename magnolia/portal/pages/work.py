from django.http import Http404, HttpRequest, HttpResponse


def work(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
