namespace Netskope.Simulator;

sealed class ErrorFault(int status, string errorCode, IReadOnlyList<string> errors) : Fault
{
    public override Task ApplyAsync(HttpContext context, RequestDelegate answer) =>
        ErrorAnswer.WriteAsync(context, status, errorCode, errors);
}
