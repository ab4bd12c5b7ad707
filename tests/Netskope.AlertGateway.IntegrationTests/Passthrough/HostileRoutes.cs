namespace Netskope.AlertGateway.IntegrationTests.Passthrough;

/// <summary>What somebody may try to get more out of the tenant than the table of routes has.</summary>
static class HostileRoutes
{
    /// <summary>Targets as they stand in the request line. None is an allowed call.</summary>
    public static readonly string[] Targets =
    [
        // Off the list.
        "/api/v1/updateFileHashList?name=x&list=y", "/api/v1/updateUrlList", "/api/v1/uci", "/api/v1/incidents", "/api/v1", "/api/v1/", "/api", "/api/v2/events/data/alert?limit=1",
        "/api/v2/infrastructure/publishers", "/api/v1/client", "/api/v1/clientsx", "/api/v1/clients1", "/clients", "/v1/clients",

        // Another path that becomes one on the list, or the other way round.
        "/api/v1/clients/", "/api/v1/clients/1", "/api/v1/clients/..", "/api/v1/clients/../quarantine?op=take-action", "/api/v1/./clients", "/api/v1/x/../clients", "/./api/v1/clients",
        "/api/v1/clients/.", "//api/v1/clients", "///api/v1/clients", "/api//v1/clients", "/api/v1//clients", "/API/V1/CLIENTS", "/api/v1/Clients",
        "/api/v1%2fclients", "/api/v1%2Fclients", "/api/v1/clients%2f..%2fquarantine", "/api/v1/%63lients", "/%61pi/v1/clients", "/api/v1/clients%20", "/api/v1/clients%00", "/api/v1/clients%09",
        "/api/v1/%2e%2e/v1/clients", "/api/v1/%2e/clients", "/api/v1/..%2fv1/clients", "/api/v1/%252e%252e/clients", "/api/v1/clients%252f1", "/api/v1/clients%3Flimit=1", "/api/v1/clients%23",
        "/api/v1\\clients", "/api\\v1\\clients", "/api/v1/..\\v1/clients", "/api/v1%5cclients", "/api/v1/clients;x=1", "/api/v1;a=b/clients", "/api/v1/clients;jsessionid=1?limit=1",
        "/api/v1/clients\u00e9", "/api/v1/cl\u00c4\u00b1ents", "/api/v1/clients%c0%af", "/api/v1/%c0%ae%c0%ae/clients", "/api/v1/clients@evil.example", "/@evil.example/api/v1/clients",
        "/http://evil.example/api/v1/clients", "/api/v1/clients:443", "*",
        "http://evil.example/api/v1/clients", "https://evil.example/api/v1/clients/../quarantine", "http://evil.example/api/v1/./clients", "ftp://evil.example/api/v1/quarantine?op=take-action",

        // Other operations, by whatever spelling of the parameter.
        "/api/v1/quarantine?op=take-action&file_id=1&action=allow", "/api/v1/quarantine?op=download-url&quarantine_profile_id=1&file_id=2", "/api/v1/legalhold?op=take-action&action=mark-processed",
        "/api/v1/quarantine?op=get-files&op=take-action", "/api/v1/quarantine?op=take-action&op=get-files", "/api/v1/quarantine?op=get-files&OP=take-action", "/api/v1/quarantine?op=get-files&op%20=take-action",
        "/api/v1/quarantine?op=get-files&op[]=take-action", "/api/v1/quarantine?op=get-files;op=take-action", "/api/v1/quarantine?op=get-files%26op=take-action", "/api/v1/quarantine?op=get-files%00",
        "/api/v1/quarantine?op=get-files%0d%0aX:1", "/api/v1/quarantine?op=get-files&%6fp=take-action", "/api/v1/quarantine?op=get-files&o%70=take-action", "/api/v1/quarantine?op=%20get-files",
        "/api/v1/quarantine?op=get-files&token=x", "/api/v1/app_instances?op=list&_method=DELETE", "/api/v1/clients?limit=1&limit=4999", "/api/v1/clients?limit=1%26skip=2",
        "/api/v1/security_assessment?op=get-files", "/api/v1/clients?__proto__=1", "/api/v1/quarantine?=get-files", "/api/v1/quarantine??op=get-files",
    ];

    /// <summary>Headers that mean something to some server, or that a caller has no business to send on.</summary>
    public static readonly (string Name, string Value)[] Headers =
    [
        ("X-HTTP-Method-Override", "DELETE"), ("X-HTTP-Method", "PUT"), ("X-Method-Override", "PATCH"), ("X-Original-Method", "DELETE"),
        ("X-Original-URL", "/api/v1/quarantine?op=take-action"), ("X-Rewrite-URL", "/api/v1/quarantine?op=take-action"), ("X-Original-URI", "/api/v1/uci"), ("X-Forwarded-URI", "/api/v1/uci"),
        ("X-Override-URL", "/api/v1/uci"), ("X-Forwarded-Path", "/api/v1/uci"), ("X-Forwarded-Prefix", "/api/v2"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "1"), ("X-Forwarded-Server", "evil.example"), ("X-Forwarded-Anything", "x"), ("Forwarded", "for=203.0.113.9;host=evil.example"), ("X-Real-IP", "203.0.113.9"),
        ("X-Client-IP", "203.0.113.9"), ("True-Client-IP", "203.0.113.9"), ("Via", "1.1 evil.example"), ("Netskope-Api-Token", "somebody-elses-token"), ("Cookie", "ci_session=0123456789abcdef"), ("Cookie2", "$Version=1"),
        ("X-Api-Key", "x"), ("Proxy-Authorization", "Basic eDp5"), ("Origin", "https://evil.example"), ("Referer", "https://evil.example/"), ("Accept-Encoding", "gzip, br"), ("Accept", "text/html"),
        ("Range", "bytes=0-9"), ("If-Match", "\"x\""), ("If-None-Match", "*"), ("If-Range", "\"x\""), ("Expect", "x"), ("TE", "trailers"), ("Max-Forwards", "0"), ("User-Agent", "evil/1.0"), ("From", "user@example.com"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "evil=1"), ("baggage", "user=amara"), ("X-Request-Id", "evil-1"), ("X-Correlation-Id", "evil-2"),
        ("Upgrade-Insecure-Requests", "1"), ("Upgrade", "websocket"), ("Upgrade", "h2c"), ("X-Amz-Security-Token", "x"), ("X-Custom", "x"),
    ];
}
