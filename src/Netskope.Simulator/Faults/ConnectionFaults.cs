using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Netskope.Simulator;

/// <summary>Resets the connection (TCP RST) after a part of the body, or before anything.</summary>
sealed class ResetFault(double fraction) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        if (fraction > 0)
        {
            var body = await NormalAnswer.ReadAsync(context, answer, keepLength: true);
            await context.Response.Body.WriteAsync(body.AsMemory(0, (int)(body.Length * fraction)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        if (context.Features.Get<IConnectionSocketFeature>() is { Socket: var socket })
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        context.Abort();
    }
}

/// <summary>Promises a longer body than it sends.</summary>
sealed class ContentLengthFault : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        var body = await NormalAnswer.ReadAsync(context, answer);
        context.Response.ContentLength = body.Length + 100;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}

/// <summary>Never silent for longer than <paramref name="pause"/>, and never done in time.</summary>
sealed class SlowDripFault(TimeSpan pause, TimeProvider clock) : Fault
{
    const int Pieces = 200;

    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        ReadOnlyMemory<byte> body = await NormalAnswer.ReadAsync(context, answer, keepLength: true);
        var piece = Math.Max(1, body.Length / Pieces);
        while (!body.IsEmpty)
        {
            var next = Math.Min(piece, body.Length);
            await context.Response.Body.WriteAsync(body[..next], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            body = body[next..];
            await Task.Delay(pause, clock, context.RequestAborted);
        }
    }
}
