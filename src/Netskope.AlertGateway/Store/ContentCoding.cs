namespace Netskope.AlertGateway.Store;

/// <summary>The content codings that are served (RFC 9110, 8.4.1).</summary>
enum ContentCoding
{
    Brotli,
    Gzip,
    Identity,
}
