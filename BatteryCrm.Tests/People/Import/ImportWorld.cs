using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.People.Import;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.People.Import;

/// <summary>A tenant into which files of clients are brought, with the worker stepped by hand.</summary>
internal sealed class ImportWorld : IAsyncDisposable
{
    private ImportWorld(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public Clock Clock { get; } = new();

    public Guid Tenant { get; private set; }

    public Guid Operator { get; private set; }

    public static async Task<ImportWorld> CreateAsync()
    {
        var world = new ImportWorld(await TestDatabase.CreateAsync());
        world.Tenant = await world.Database.Given.TenantAsync();
        world.Operator = await world.Database.Given.OperatorAsync(world.Tenant, name: "Ирина");
        return world;
    }

    public ImportDesk Desk(Guid? by = null, string role = Roles.Operator)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(by ?? Operator, Tenant, "Ирина", role));
        return new ImportDesk(Database.Factory(Tenant), current, Clock);
    }

    /// <summary>A file as it is after its upload.</summary>
    public async Task<Guid> UploadedAsync(string csv, string separator = ";")
    {
        var bytes = Encoding.UTF8.GetBytes(csv);
        var head = ImportHeads.Of(await SheetLines.HeadAsync(new MemoryStream(bytes), ImportEncodings.Utf8, separator, 20, default));
        await using var db = Database.Db(Tenant);
        var file = new StoredFile { Id = Ids.New(), TenantId = Tenant, SizeBytes = bytes.Length, MimeType = "text/csv", Sha256 = "00", CreatedAt = Clock.GetUtcNow() };
        await new PostgresFileStore().SaveAsync(db, file, new MemoryStream(bytes), default);
        var import = new ClientImport
        {
            Id = Ids.New(), OperatorId = Operator, FileName = "клиенты.csv", FileId = file.Id, Encoding = ImportEncodings.Utf8, Separator = separator, Headings = head.Headings, Mapping = head.Guess,
            CreatedAt = Clock.GetUtcNow(),
        };
        db.ClientImports.Add(import);
        await db.SaveChangesAsync();
        return import.Id;
    }

    /// <summary>Read and compared.</summary>
    public async Task<Guid> ReadyAsync(string csv)
    {
        var id = await UploadedAsync(csv);
        var import = await ImportAsync(id);
        Assert.True(await Desk().ReadFileAsync(id, import.Encoding, import.Separator, import.Headings, import.Mapping, default));
        await RunAsync();
        return id;
    }

    /// <summary>Read, compared and written.</summary>
    public async Task<Guid> DoneAsync(string csv, bool fills = false)
    {
        var id = await ReadyAsync(csv);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Desk().StartAsync(id, fills, default));
        await RunAsync();
        return id;
    }

    public async Task UndoAsync(Guid id)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Desk().UndoAsync(id, default));
        await RunAsync();
    }

    /// <summary>Until there is nothing to do.</summary>
    public async Task RunAsync()
    {
        while (await Worker().RoundAsync(default) > 0)
        {
            // One step after the other.
        }
    }

    /// <summary>A worker as a node has it.</summary>
    public ImportWorker Worker()
    {
        var services = new ServiceCollection();
        services.AddScoped<CurrentTenant>();
        services.AddScoped(p => new ImportSteps(Database.Factory(p.GetRequiredService<CurrentTenant>().Id), new PostgresFileStore(), Clock));
        return new ImportWorker(Database.Sources, services.BuildServiceProvider(), Clock, NullLogger<ImportWorker>.Instance);
    }

    public async Task<ClientImport> ImportAsync(Guid id)
    {
        await using var db = Database.Db(Tenant);
        return await db.ClientImports.AsNoTracking().SingleAsync(i => i.Id == id);
    }

    /// <summary>Every client, in order of names.</summary>
    public async Task<string> ClientsAsync() => await Database.ScalarAsync<string>("select string_agg(concat_ws(' ', name, phone, email, case when unsubscribed then 'off' end), '; ' order by name) from clients") ?? string.Empty;

    public async ValueTask DisposeAsync() => await Database.DisposeAsync();
}
