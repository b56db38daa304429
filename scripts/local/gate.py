"""Decides which requests reach the emulator: a web page must not act on a developer's machine through it.

A browser sends some requests to any address without asking first (no CORS preflight), and a name that an attacker
controls can resolve to 127.0.0.1 (DNS rebinding). The emulator itself accepts any Host and any Origin.
"""

import json
import re

# Names that resolve to this machine on every network: RFC 6761.
LOOPBACK_HOST = re.compile(r"^(127\.0\.0\.1|([a-z0-9-]+\.)*localhost)(:\d+)?$", re.IGNORECASE)
HEALTH = "/_ministack/health"
# Custom resources report their result here; the random token in the path is the permission.
CALLBACKS = ("/_ministack/cfn-response/", "/_ministack/cfn-signal/")
INTERNAL = ("/_ministack/", "/_localstack/")
SIGN_IN_PATHS = frozenset(
    {"/login", "/logout", "/oauth2/authorize", "/oauth2/token", "/oauth2/revoke", "/oauth2/userInfo"}
)
WELL_KNOWN = re.compile(r"^/[^/]+/\.well-known/(jwks\.json|openid-configuration)$")


def rejection(method, path, headers, is_deployed_api):
    """The reason to reject a request, or None. Header names are in lower case."""
    host = headers.get("host", "")
    if not LOOPBACK_HOST.match(host):
        return (
            f"Invalid Host {json.dumps(host)}: it does not name this machine. "
            "Use 127.0.0.1, localhost or a name below localhost."
        )
    if path.startswith(INTERNAL):
        is_callback = method == "PUT" and path.startswith(CALLBACKS)
        if not is_callback and (method, path) != ("GET", HEALTH):
            return f"{method} {json.dumps(path)} is disabled. Only GET {HEALTH} is available."
    if is_deployed_api or is_sign_in(method, path):
        # Open to web pages on AWS too: the API's own CORS settings and authorization apply.
        return None
    return foreign_page(host, headers)


def is_sign_in(method, path):
    """Cognito's pages and token endpoints, which take no AWS credentials."""
    if method == "GET" and WELL_KNOWN.match(path):
        return True
    return method in ("GET", "POST", "OPTIONS") and path in SIGN_IN_PATHS


def foreign_page(host, headers):
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site", "none")
    if origin in (None, f"http://{host}") and site in ("none", "same-origin"):
        return None
    return (
        f"Rejected a request of a web page (Origin {json.dumps(origin)}, Sec-Fetch-Site {json.dumps(site)}). "
        "Web pages can call deployed APIs only. Use the AWS CLI or an SDK."
    )


def gated(app, is_deployed_api):
    """Returns an ASGI application that forwards allowed requests to `app`. `is_deployed_api(host, path)` is the routing of `app`."""

    async def gate(scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
            return
        headers = {}
        for name, value in scope.get("headers", []):
            key = name.decode("latin-1").lower()
            text = value.decode("latin-1")
            # A repeated Host or Origin matches nothing.
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        deployed = is_deployed_api(headers.get("host", ""), scope["path"])
        reason = rejection(scope.get("method", "GET"), scope["path"], headers, deployed)
        if reason is None:
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await reject(send, reason)

    return gate


async def reject(send, reason):
    body = json.dumps({"message": reason}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
