using BatteryCrm.Data;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Cli.Seed;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace BatteryCrm.Tests.Cli.Seed;

/// <summary>A database with the demo data, seeded at noon in Samara; the tests of a class read it together.</summary>
public sealed class Seeded : IAsyncLifetime
{
    public static readonly DateTimeOffset Now = Clock.Noon;

    public TestDatabase Database { get; } = new();

    internal SecretSeal Seal { get; } = new(new EphemeralDataProtectionProvider());

    public Guid Shop { get; private set; }

    public Guid OtherShop { get; private set; }

    /// <summary>Runs the seed in its own context, as the command does.</summary>
    internal static async Task<SeedOutcome> SeedAsync(TestDatabase database, DateTimeOffset now, SecretSeal? seal = null)
    {
        seal ??= new SecretSeal(new EphemeralDataProtectionProvider());
        return await new DemoSeed(new Owner(database), seal.SealCredentials, new FakeTimeProvider(now)).RunAsync(CancellationToken.None);
    }

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        Assert.Equal(SeedOutcome.Seeded, await SeedAsync(Database, Now, Seal));
        Shop = await Database.ScalarAsync<Guid>("select id from tenants where name = 'РемТочка'");
        OtherShop = await Database.ScalarAsync<Guid>("select id from tenants where name = 'Мобильный доктор'");
    }

    /// <summary>The first column of every row, as the owner; <c>{shop}</c> stands for «РемТочка».</summary>
    public async Task<List<T>> ListAsync<T>(string sql)
    {
        await using var command = Database.OwnerSources.App.CreateCommand(sql.Replace("{shop}", $"'{Shop}'", StringComparison.Ordinal));
        await using var reader = await command.ExecuteReaderAsync();
        var list = new List<T>();
        while (await reader.ReadAsync()) list.Add(reader.GetFieldValue<T>(0));
        return list;
    }

    public async Task<T> OneAsync<T>(string sql) => Assert.Single(await ListAsync<T>(sql));

    public async Task DisposeAsync() => await Database.DisposeAsync();

    /// <summary>Contexts of the owner of the tables, as commands have them.</summary>
    internal sealed class Owner(TestDatabase database) : IDbContextFactory<CrmDb>
    {
        public CrmDb CreateDbContext() => database.OwnerDb();
    }
}
