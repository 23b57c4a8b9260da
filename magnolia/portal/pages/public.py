from django.http import Http404, HttpRequest, HttpResponse


def home(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def healthy(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def accessibility(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def components(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def state_home(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def programs(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def program(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def process_page(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404

def criteria(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
