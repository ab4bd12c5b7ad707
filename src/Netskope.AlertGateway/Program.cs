using Netskope.AlertGateway;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Checking;
using Netskope.AlertGateway.Settings;

if (args is ["check", .. var rest]) return await CheckCommand.RunAsync(rest);
if (args is ["key", .. var words]) return await KeyCommand.RunAsync(words, Console.Out, Console.Error, TimeProvider.System);

return await StartReport.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddAlertGateway();
    var app = builder.Build();
    app.UseAlertGateway();
    return app;
});
