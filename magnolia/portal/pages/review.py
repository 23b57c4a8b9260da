from django.http import Http404, HttpRequest, HttpResponse


def review_page(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def finding(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
