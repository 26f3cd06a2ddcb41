using BatteryCrm.Data.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Clients;
using BatteryCrm.Web.Screens.Clients.Card;
using BatteryCrm.Web.Screens.Clients.Create;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.Clients;

/// <summary>A tenant with two operators, and what each of them may do with its clients.</summary>
internal sealed class ClientsWorld(TestDatabase database)
{
    public TestDatabase Database => database;

    public Clock Clock { get; } = new();

    public Guid Tenant { get; private set; }

    public Guid Irina { get; private set; }

    public Guid Pavel { get; private set; }

    public Guid Channel { get; private set; }

    public static async Task<ClientsWorld> CreateAsync(TestDatabase database)
    {
        var world = new ClientsWorld(database);
        world.Tenant = await database.Given.TenantAsync();
        world.Irina = await database.Given.OperatorAsync(world.Tenant, name: "Ирина");
        world.Pavel = await database.Given.OperatorAsync(world.Tenant, name: "Павел");
        world.Channel = await database.Given.ChannelAsync(world.Tenant);
        return world;
    }

    public CurrentOperator Current(Guid? who = null)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(who ?? Irina, Tenant, "Ирина", BatteryCrm.Data.Operators.Roles.Operator));
        return current;
    }

    public ClientsQueries List() => new(database.Factory(Tenant), Zones.Utc, Clock);

    public ClientCardQueries Cards(Guid? who = null) => new(database.Factory(Tenant), Current(who));

    public ClientWriter Writer(Guid? who = null) => new(database.Factory(Tenant), Current(who), Clock);

    public ClientFieldActions Fields(Guid? who = null) => new(Writer(who));

    public ClientContactActions Contacts(Guid? who = null) => new(Writer(who));

    public ClientNoteActions Notes(Guid? who = null) => new(Writer(who));

    public NewClientActions New(Guid? who = null) => new(database.Factory(Tenant), Current(who), Clock);

    /// <summary>A client who wrote so many days ago; null = never.</summary>
    public async Task<Guid> ClientAsync(string? name, int? daysAgo, string? phone = null, string platform = BatteryCrm.Data.Channels.Platforms.Telegram)
    {
        var client = await database.Given.ClientAsync(Tenant, name, phone);
        if (daysAgo is not { } days) return client;
        await database.Given.ClientIdentityAsync(Tenant, client, client.ToString("N"), platform);
        await database.Given.AppealAsync(Tenant, client, Channel, waitingSince: Clock.GetUtcNow().AddDays(-days));
        return client;
    }

    public Task<Guid> TagAsync(Guid client, string tag) => database.Given.AddAsync(new ClientTag { TenantId = Tenant, ClientId = client, Tag = tag }, t => t.Id);
}
