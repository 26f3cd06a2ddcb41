using BatteryCrm.Data;
using BatteryCrm.Data.Setup;

var builder = WebApplication.CreateBuilder(args);
var connection = builder.Configuration.GetConnectionString("Default") ?? throw new InvalidOperationException("ConnectionStrings__Default is not set.");
if (args is ["migrate"])
{
    await DatabaseSetup.MigrateAsync(connection);
    return 0;
}

builder.Services.AddCrmDb(CrmDataSources.ForServing(connection));
var app = builder.Build();
app.MapGet("/health/live", () => "live");
await app.RunAsync();
return 0;
