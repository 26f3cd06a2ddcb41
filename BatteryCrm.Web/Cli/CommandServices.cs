using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;
using Npgsql;

namespace BatteryCrm.Web.Cli;

/// <summary>What commands work with: the database as the owner of its tables, Identity, the key ring. No web host, so that a command starts at once.</summary>
internal sealed class CommandServices : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private CommandServices(string connectionString, IConfiguration configuration)
    {
        ConnectionString = connectionString;
        services = new ServiceCollection()
            .AddSingleton(configuration)
            .AddLogging(l => l.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole().AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None)
                .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace))
            .AddCrmDb(CrmDataSources.ForCommands(connectionString))
            .AddKeyRing(configuration)
            .AddOperators().Services
            .BuildServiceProvider();
    }

    public string ConnectionString { get; }

    public IServiceProvider Services => services;

    /// <summary>The database as the owner of its tables.</summary>
    public NpgsqlDataSource Database => services.GetRequiredService<CrmDataSources>().App;

    /// <exception cref="CommandRefusedException">No database is configured.</exception>
    public static CommandServices Create()
    {
        var configuration = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();
        var connection = configuration.GetConnectionString("Default");
        if (string.IsNullOrEmpty(connection)) throw new CommandRefusedException("No database is configured: set ConnectionStrings__Default to an Npgsql connection string.");
        try
        {
            return new CommandServices(connection, configuration);
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException($"ConnectionStrings__Default cannot be read: {e.Message}");
        }
    }

    /// <summary>A scope that works for one tenant; null = for the platform.</summary>
    public AsyncServiceScope For(Guid? tenantId)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenantId);
        return scope;
    }

    /// <summary>Plain SQL: EF's model takes longer to build than all the rest of a command.</summary>
    /// <exception cref="CommandRefusedException">There is no such tenant.</exception>
    public async Task RequireTenantAsync(Guid tenantId, CancellationToken cancellation)
    {
        await using var command = Database.CreateCommand("select exists (select from tenants where id = $1)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenantId });
        if (await command.ExecuteScalarAsync(cancellation) is not true) throw new CommandRefusedException($"There is no tenant {tenantId}.");
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
