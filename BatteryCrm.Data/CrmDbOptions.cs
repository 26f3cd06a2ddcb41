using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatteryCrm.Data;

/// <summary>How every context of this application is set up, whoever it connects as.</summary>
public static class CrmDbOptions
{
    // Identity asks these services which of its schemas to map; passkeys need version 3, at design time as well.
    private static readonly ServiceProvider IdentitySchema =
        new ServiceCollection().Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3).BuildServiceProvider();

    /// <summary>Options over a data source; the tenant goes to the database on every opened connection.</summary>
    public static DbContextOptions<TContext> For<TContext>(NpgsqlDataSource source, Action<DbContextOptionsBuilder<TContext>>? more = null)
        where TContext : CrmDb
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        builder.UseNpgsql(source, o => o.UseVector()).AddInterceptors(TenantConnectionInterceptor.Instance);
        return Finish(builder, more);
    }

    /// <summary>Options over an open connection that already has its role: migrations.</summary>
    public static DbContextOptions<CrmDb> For(NpgsqlConnection connection)
    {
        var builder = new DbContextOptionsBuilder<CrmDb>();
        builder.UseNpgsql(connection, o => o.UseVector());
        return Finish(builder, null);
    }

    internal static DbContextOptions<CrmDb> ForDesign(string connectionString)
    {
        var builder = new DbContextOptionsBuilder<CrmDb>();
        builder.UseNpgsql(connectionString, o => o.UseVector());
        return Finish(builder, null);
    }

    private static DbContextOptions<TContext> Finish<TContext>(DbContextOptionsBuilder<TContext> builder, Action<DbContextOptionsBuilder<TContext>>? more)
        where TContext : CrmDb
    {
        builder.UseSnakeCaseNamingConvention().UseApplicationServiceProvider(IdentitySchema);
        more?.Invoke(builder);
        return builder.Options;
    }
}
