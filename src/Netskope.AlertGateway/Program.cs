using Netskope.AlertGateway;
using Netskope.AlertGateway.Settings;

return await StartReport.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddAlertGateway();
    var app = builder.Build();
    app.UseAlertGateway();
    return app;
});
