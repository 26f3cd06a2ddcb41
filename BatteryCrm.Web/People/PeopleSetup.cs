using BatteryCrm.Web.People.Export;
using BatteryCrm.Web.People.Import;

namespace BatteryCrm.Web.People;

/// <summary>Clients in files: brought in, and given out.</summary>
public static class PeopleSetup
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<PersonExport>().AddScoped<PersonPage>();
        builder.Services.AddScoped<ImportDesk>().AddScoped<ImportHeads>().AddScoped<ImportSteps>().AddHostedService<ImportWorker>();
    }

    public static void MapPeople(this WebApplication app) => app.MapPersonExport().MapImports();
}
