using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.LeadSources;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.LeadSources;

/// <summary>A tenant with an admin, a bot and a sales channel; appeals that were opened by marks.</summary>
internal sealed record MarksWorld(TestDatabase Database, Guid Tenant, Guid Admin, Guid Channel, Guid Sales)
{
    public MarkQueries Queries => new(Database.Factory(Tenant, Admin));

    public MarkActions Actions => ActionsOf(Roles.Admin);

    public static async Task<MarksWorld> MakeAsync(TestDatabase database, string name = "Demo")
    {
        var tenant = await database.Given.TenantAsync(name);
        var sales = await database.Given.AddAsync(new SalesChannel { TenantId = tenant, Name = "Реклама" }, s => s.Id);
        return new MarksWorld(database, tenant, await database.Given.OperatorAsync(tenant, Roles.Admin, name: "Олег"), await database.Given.ChannelAsync(tenant), sales);
    }

    public MarkActions ActionsOf(string role) => new(Database.Factory(Tenant, Admin), Me(role), TimeProvider.System);

    public CurrentOperator Me(string role)
    {
        var me = new CurrentOperator();
        me.Set(new OperatorIdentity(Admin, Tenant, "Олег", role));
        return me;
    }

    public SourceWish Wish(LeadMarks marks, string name = "Новый", Guid? fits = null) => new(marks.Key!, name, Sales, marks, fits);

    /// <summary>An appeal that such marks opened, or to which they came later; what they match is as it was said.</summary>
    public async Task<Guid> AppealAsync(LeadMarks marks, bool isFirst = true, Guid? touchSource = null, Guid? appeal = null)
    {
        appeal ??= await Database.Given.AppealAsync(Tenant, channelId: Channel);
        var message = await Database.Given.MessageAsync(Tenant, appeal.Value, channelId: Channel);
        await Database.Given.AddAsync(
            new LeadTouch
            {
                TenantId = Tenant, AppealId = appeal.Value, MessageId = message, ChannelId = Channel, MarksKey = marks.Key!, LeadSourceId = touchSource, IsFirst = isFirst,
                UtmSource = marks.UtmSource, UtmMedium = marks.UtmMedium, UtmCampaign = marks.UtmCampaign, UtmTerm = marks.UtmTerm, UtmContent = marks.UtmContent, Code = marks.Code, AdId = marks.AdId, ItemId = marks.ItemId,
            },
            t => t.Id);
        return appeal.Value;
    }

    public Task<Guid> SourceAsync(string name, LeadMarks? marks = null, bool isActive = true) => Database.Given.AddAsync(
        new LeadSource { TenantId = Tenant, SalesChannelId = Sales, Name = name, UtmSource = marks?.UtmSource, UtmMedium = marks?.UtmMedium, Code = marks?.Code, IsActive = isActive }, s => s.Id);

    /// <summary>The appeals with their sources and sales channels, and the touches with theirs.</summary>
    public Task<string?> StandAsync() => Database.ScalarAsync<string>($"""
        select (select string_agg(concat_ws('/', id, lead_source_id, '-', sales_channel_id), ' ' order by id) from appeals where tenant_id = '{Tenant}')
            || (select string_agg(concat_ws('/', id, lead_source_id), ' ' order by id) from lead_touches where tenant_id = '{Tenant}')
        """);

    public Task<long> WithSourceAsync(string name) => Database.ScalarAsync<long>($"select count(*) from appeals a join lead_sources s on s.id = a.lead_source_id and s.sales_channel_id = a.sales_channel_id where a.tenant_id = '{Tenant}' and s.name = '{name}'");
}
