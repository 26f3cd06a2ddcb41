using Microsoft.EntityFrameworkCore.Design;

namespace BatteryCrm.Data;

/// <summary>For <c>dotnet ef</c> alone: the model without a running program. The connection comes from the environment when a command needs one.</summary>
public sealed class CrmDbDesign : IDesignTimeDbContextFactory<CrmDb>
{
    public CrmDb CreateDbContext(string[] args)
    {
        var connection = Environment.GetEnvironmentVariable("ConnectionStrings__Default") ?? "Host=127.0.0.1;Database=design";
        return new CrmDb(CrmDbOptions.ForDesign(connection));
    }
}
