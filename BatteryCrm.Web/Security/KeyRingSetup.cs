using BatteryCrm.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BatteryCrm.Web.Security;

/// <summary>Data Protection as every node and every command uses it: keys in the database, wrapped by the certificate, one application name.</summary>
public static class KeyRingSetup
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services, IConfiguration configuration)
    {
        var keys = configuration.GetSection(KeyOptions.Section).Get<KeyOptions>() ?? new KeyOptions();
        services.AddDataProtection()
            .SetApplicationName("BatteryCRM")
            .ProtectKeysWithCertificate(KeyCertificate.LoadOrCreate(keys.CertificatePath));
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(p =>
            new ConfigureOptions<KeyManagementOptions>(o => o.XmlRepository = new KeyRingStore(p.GetRequiredService<CrmDataSources>())));
        services.AddSingleton<SecretSeal>();
        return services;
    }

    /// <summary>
    /// Makes the first key when there is none. Nodes that start together on an empty ring would each make one and, for a day, not know the others': <c>migrate</c>
    /// comes before all of them.
    /// </summary>
    public static async Task EnsureKeyAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var connection = await services.GetRequiredService<CrmDataSources>().Worker.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('batterycrm.key_ring'))", connection, transaction))
            await command.ExecuteNonQueryAsync(cancellation);
        var keys = services.GetRequiredService<IKeyManager>();
        if (keys.GetAllKeys().Count > 0) return;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        keys.CreateNewKey(now, now.AddDays(90));
    }
}
