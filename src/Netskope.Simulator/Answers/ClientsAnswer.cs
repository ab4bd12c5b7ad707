using System.IO.Pipelines;
using System.Text;
using Netskope.Query;

namespace Netskope.Simulator;

/// <summary><c>/api/v1/clients</c>: a few devices, or as many as make up <see cref="SimulatorOptions.ClientsBytes"/>.</summary>
/// <remarks>Assumptions: a query is about what stands under <c>attributes</c>, and without a limit the largest is meant.</remarks>
static class ClientsAnswer
{
    const int Clients = 40;
    const int MostRows = 4_999;

    public static RequestDelegate Read(QuestionReader asked, SimulatorOptions options)
    {
        var (skip, limit) = asked.Page(MostRows, otherwise: MostRows);
        var matcher = asked.Query() is { } condition ? new RowMatcher(condition) : null;
        if (options.ClientsBytes > 0)
        {
            return context => WriteAsync(context, options, Fitting(options.ClientsBytes), static i => i + 1);
        }

        int[] numbers = [.. Enumerable.Range(1, Clients).Where(number => ClientRow.Matches(matcher, number)).Skip(skip).Take(limit)];
        return context => WriteAsync(context, options, numbers.Length, i => numbers[i]);
    }

    static int Fitting(long bytes) => (int)Math.Max(1, bytes / (ClientRow.Length + 1));

    static Task WriteAsync(HttpContext context, SimulatorOptions options, int count, Func<int, int> number)
    {
        if (options.ClientsContentLength)
        {
            var (opening, closing) = SuccessAnswer.Envelope(context.Request, options);
            var commas = Math.Max(0, count - 1);
            context.Response.ContentLength = opening.Length + "[]".Length + ((long)count * ClientRow.Length) + commas + closing.Length;
        }

        return SuccessAnswer.WriteAsync(context, options, writer => WriteRowsAsync(writer, context, count, number));
    }

    static async Task WriteRowsAsync(PipeWriter writer, HttpContext context, int count, Func<int, int> number)
    {
        Encoding.UTF8.GetBytes("[", writer);
        var pending = 0;
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                Encoding.UTF8.GetBytes(",", writer);
            }

            ClientRow.Write(writer.GetSpan(ClientRow.Length), number(i));
            writer.Advance(ClientRow.Length);
            pending += ClientRow.Length;
            if (pending >= PageAnswer.FlushAt)
            {
                pending = 0;
                await writer.FlushAsync(context.RequestAborted);
            }
        }

        Encoding.UTF8.GetBytes("]", writer);
    }
}
