using BatteryCrm.Data.Channels;

namespace BatteryCrm.Tests.Data.Clients;

/// <summary>Whoever turns out to be whom: each appeal came from where it came, with its touches.</summary>
public sealed class MergedTouchesTests : IAsyncLifetime
{
    private const string Told = """
        select string_agg(concat_ws('/', a.id, a.lead_source_id, a.sales_channel_id, t.id, t.code, t.is_first, t.lead_source_id), ' ' order by a.id, t.id) from appeals a left join lead_touches t on t.appeal_id = a.id
        """;

    private MergeWorld world = null!;

    public async Task InitializeAsync() => world = await MergeWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Merge_AndItsUndo_KeepEachAppealsSourceAndTouches()
    {
        var given = world.Database.Given;
        var sales = await given.AddAsync(new SalesChannel { TenantId = world.Tenant, Name = "Реклама" }, s => s.Id);
        var people = new List<Guid>();
        foreach (var code in (string[])["flyer", "sign"])
        {
            var source = await given.AddAsync(new LeadSource { TenantId = world.Tenant, SalesChannelId = sales, Name = code, Code = code }, s => s.Id);
            people.Add(await world.PersonAsync("8" + code.Length, appeals: 2));
            await world.Database.ExecuteAsync($"update appeals set lead_source_id = '{source}', sales_channel_id = '{sales}' where client_id = '{people[^1]}'");
            await world.Database.ExecuteAsync($"""
                insert into lead_touches (tenant_id, appeal_id, message_id, channel_id, code, marks_key, lead_source_id, is_first)
                select m.tenant_id, m.appeal_id, m.id, m.channel_id, '{code}', 'code-{code}', '{source}', true from messages_history m join appeals a on a.id = m.appeal_id where a.client_id = '{people[^1]}'
                """);
        }

        var before = await world.Database.ScalarAsync<string>(Told);

        var merge = (await world.MergeAsync(people[0], people[1])).MergeId!.Value;
        Assert.Equal(before, await world.Database.ScalarAsync<string>(Told));
        Assert.Equal(4, await world.Database.ScalarAsync<long>($"select count(*) from lead_touches t join appeals a on a.id = t.appeal_id where a.client_id = '{people[0]}'"));

        Assert.Null((await world.UndoAsync(merge)).Refusal);
        Assert.Equal(before, await world.Database.ScalarAsync<string>(Told));
        Assert.Equal(2, await world.Database.ScalarAsync<long>($"select count(*) from lead_touches t join appeals a on a.id = t.appeal_id where a.client_id = '{people[1]}'"));
    }
}
