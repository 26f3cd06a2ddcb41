using BatteryCrm.Data;
using Microsoft.AspNetCore.DataProtection;

namespace BatteryCrm.Web.Security;

/// <summary>Data Protection as every node and every command uses it: keys in the database, wrapped by the certificate, one application name.</summary>
public static class KeyRingSetup
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services, IConfiguration configuration)
    {
        var keys = configuration.GetSection(KeyOptions.Section).Get<KeyOptions>() ?? new KeyOptions();
        services.AddDataProtection()
            .SetApplicationName("BatteryCRM")
            .PersistKeysToDbContext<KeyRingDb>()
            .ProtectKeysWithCertificate(KeyCertificate.LoadOrCreate(keys.CertificatePath));
        services.AddSingleton<SecretSeal>();
        return services;
    }
}
