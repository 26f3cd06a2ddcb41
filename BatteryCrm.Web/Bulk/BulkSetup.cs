namespace BatteryCrm.Web.Bulk;

/// <summary>Registers the work on many appeals at once.</summary>
public static class BulkSetup
{
    public static void AddBulk(this WebApplicationBuilder builder) => builder.Services.AddScoped<BulkSteps>().AddHostedService<BulkWorker>();
}
