using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Netskope.Simulator;

namespace Netskope.Testing;

/// <summary>An answer of the tenant's front door, whatever the question was.</summary>
sealed class WireFault(int status, byte[] body, string contentType, Action<HttpResponse>? head = null) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        head?.Invoke(context.Response);
        if (status is 204 or 304) return;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}

static class WireFaults
{
    public static OrderedFault OrderAnswer(this Tenant tenant, int status, string body = "<html><body>nginx</body></html>", string contentType = "text/html", Action<HttpResponse>? head = null) =>
        tenant.Faults.Order(string.Create(CultureInfo.InvariantCulture, $"status {status}"), new WireFault(status, Encoding.UTF8.GetBytes(body), contentType, head), times: int.MaxValue);
}
