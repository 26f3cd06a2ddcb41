using System.IO.Compression;
using System.Text.Json;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Data;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.People.Export;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.People.Export;

/// <summary>Everything about one person in one file.</summary>
public sealed class PersonExportTests : IAsyncLifetime
{
    private MergeWorld world = null!;
    private Guid anna;

    public async Task InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        anna = await world.PersonAsync("700700", appeals: 2, name: "Анна <b>", phone: "+79171234567");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Export_HoldsAPageTheRowsAndTheFiles_OfAllWhoAreHe()
    {
        var anya = await world.PersonAsync("800800", name: "Аня");
        var appeal = await world.Database.ScalarAsync<Guid>($"select id from appeals where client_id = '{anya}'");
        await world.Database.Given.MessageWithFileAsync(world.Tenant, appeal, "photo", "image/png", SampleFiles.Png(8, 8, 1, 2, 3), "../паспорт.png", text: "вот <script>");
        var message = await world.Database.ScalarAsync<Guid>("select id from messages_history where message_text = 'вот <script>'");
        await world.Database.Given.AddAsync(new MessageEdit { TenantId = world.Tenant, MessageId = message, PreviousText = "раньше" }, e => e.Id);
        await world.Database.Given.AddAsync(new ClientConsent { TenantId = world.Tenant, ClientId = anna, Kind = ConsentKinds.PersonalData, Source = ConsentSources.Visit, GivenAt = world.Clock.GetUtcNow(), Note = "папка 7" }, c => c.Id);
        await world.PersonAsync("900900", name: "Посторонняя");
        await world.MergeAsync(anna, anya);

        var zip = await ExportAsync(anya);

        Assert.Equal(["index.html", "data.json", "files/0001 паспорт.png"], zip.Entries.Select(e => e.FullName.Replace("__", "", StringComparison.Ordinal)));
        var html = await TextAsync(zip, "index.html");
        foreach (var words in (string[])["Анна &lt;b&gt;", "Аня", "+7 917 123-45-67", "из 700700", "вот &lt;script&gt;", "раньше", "папка 7", "files/0001%20"]) Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Посторонняя", html, StringComparison.Ordinal);
        var data = JsonElement.Parse(await TextAsync(zip, "data.json"));
        Assert.Equal((2, 2, 3, 4, 1, 1, 1), (
            data.GetProperty("clients").GetArrayLength(), data.GetProperty("client_identities").GetArrayLength(), data.GetProperty("appeals").GetArrayLength(), data.GetProperty("messages_history").GetArrayLength(),
            data.GetProperty("message_edits").GetArrayLength(), data.GetProperty("client_consents").GetArrayLength(), data.GetProperty("client_merges").GetArrayLength()));
        Assert.Contains("Анна <b>", data.GetProperty("clients").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.False(data.GetProperty("messages_history")[0].TryGetProperty("tsv", out _));
        Assert.Equal(1L, await world.Database.ScalarAsync<long>($$"""select count(*) from operator_actions where action_type = 'client_exported' and details = '{"client": "{{anna}}"}'"""));
    }

    [Fact]
    public async Task Export_OfWhoWasErasedOrIsAnothersOrNobody_IsNone()
    {
        var stranger = await world.Database.Given.ClientAsync(await world.Database.Given.TenantAsync("Other"));
        await ClientErasing.EraseAsync(world.Database.Factory(world.Tenant), anna, world.Operator, string.Empty, default);

        foreach (var id in new[] { anna, stranger, BatteryCrm.Data.Ids.New() }) Assert.Null(await Export().FindAsync(id, default));
    }

    // Whoever adds a table that hangs on a client, an appeal or a message has to say whether it is given out.
    [Fact]
    public async Task EveryTableThatHangsOnAPerson_IsGivenOutOrLeftWithAReason()
    {
        var catalogue = await Catalogue.ReadAsync(world.Database.OwnerSources.App);
        var hanging = catalogue.References.Where(r => r.Target is "clients" or "appeals" or "messages_history").Select(r => r.Table).Distinct();

        var direct = catalogue.References.Where(r => r.Target is "clients").Select(r => r.Table);
        var known = PersonTables.All.Select(t => t.Name).Concat(PersonTables.Left.Keys).Concat(direct);

        Assert.Equal([], hanging.Except(known));
        Assert.Equal([], PersonTables.All.Select(t => t.Name).Intersect(PersonTables.Left.Keys));
        Assert.All(PersonTables.Left.Values, reason => Assert.True(reason.Length > 10));
    }

    private async Task<ZipArchive> ExportAsync(Guid client)
    {
        var export = Export();
        var person = (await export.FindAsync(client, default))!;
        await export.LogAsync(person, default);
        var target = new MemoryStream();
        await export.WriteAsync(person, target, default);
        return new ZipArchive(target, ZipArchiveMode.Read);
    }

    private PersonExport Export()
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(world.Operator, world.Tenant, "Анна", Roles.Manager));
        var tenant = new CurrentTenant();
        tenant.Set(world.Tenant);
        var factory = world.Database.Factory(world.Tenant);
        return new PersonExport(factory, new PostgresFileStore(), current, world.Clock, new PersonPage(new TenantZone(factory, tenant), world.Clock));
    }

    private static async Task<string> TextAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return await reader.ReadToEndAsync();
    }
}
