using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Inbox;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.Inbox;

/// <summary>What the database gives for a narrowed queue is what belongs there, and views that people keep.</summary>
public sealed class NarrowedQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string, int> Queries => new()
    {
        { "tab=all", 12 }, { "", 12 }, { "tab=all&stage=came", 3 }, { "stage=came,in-work", 6 }, { "tab=all&holder=me", 4 }, { "tab=all&holder=none", 8 }, { "holder=me,none", 12 },
        { "tab=all&deal=none", 6 }, { "tab=all&deal={deal}", 6 }, { "deal={deal},none", 12 }, { "tab=all&channel={channel}", 4 }, { "tab=all&channel={channel}&stage=came", 1 },
        { "sort=newest", 12 }, { "tab=mine&deal={deal}", 2 }, { "state=snoozed", 1 }, { "from=2025-11-21", 6 }, { "tab=all&to=2025-11-20", 6 }, { "tab=all&from=2025-11-21&to=2025-11-21", 6 },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Pages_OfANarrowedQueue_HaveExactlyWhatBelongsThereInItsOrder(string query, int expected)
    {
        var shop = await ShopAsync();
        var view = QueueView.ParseQuery(query.Replace("{deal}", shop.Deal.ToString(), StringComparison.Ordinal).Replace("{channel}", shop.Channel.ToString(), StringComparison.Ordinal));
        var period = QueuePeriod.Of(view, Zones.Utc, Rows.Noon);
        var queries = new InboxQueries(database.Factory(shop.Tenant), Current(shop));
        var all = (await queries.BelowAsync(QueueTab.All, null, including: false, 100, default)).Rows;

        var read = new List<BatteryCrm.Web.Live.QueueRow>();
        QueuePage page;
        do
        {
            page = await queries.BelowAsync(view, read.Count == 0 ? null : QueueOrder.KeyOf(read[^1], view), including: false, 5, default, period);
            read.AddRange(page.Rows);
        }
        while (page.HasMore);

        // The same rule in memory, where live rows are put among them.
        var scope = new QueueScope(view, shop.Operator, period);
        Assert.Equal(expected, read.Count);
        Assert.Equal(all.Where(scope.Belongs).OrderBy(r => r, Comparer<BatteryCrm.Web.Live.QueueRow>.Create((a, b) => QueueOrder.Compare(a, b, view))).Select(r => r.AppealId), read.Select(r => r.AppealId));
        var above = await queries.AboveAsync(view, QueueOrder.KeyOf(read[^1], view), 50, default, period);
        Assert.Equal(read.SkipLast(1).Select(r => r.AppealId), above.Rows.Select(r => r.AppealId));
    }

    [Fact]
    public async Task Views_OwnAndShared_AreListedAndNobodyElses()
    {
        var shop = await ShopAsync();
        var (irina, pavel, admin) = (Views(shop, shop.Operator), Views(shop, shop.Colleague), Views(shop, shop.Colleague, Roles.Admin));
        var view = QueueView.ParseQuery("stage=came&holder=me");

        Assert.Equal(ViewOutcome.Done, await irina.SaveAsync("  Ждут меня ", view, isShared: false, default));
        Assert.Equal(ViewOutcome.Done, await pavel.SaveAsync("Ждут меня", view, isShared: false, default));
        Assert.Equal(ViewOutcome.NotAllowed, await pavel.SaveAsync("Для всех", view, isShared: true, default));
        Assert.Equal(ViewOutcome.Done, await admin.SaveAsync("Для всех", view, isShared: true, default));
        Assert.Equal(ViewOutcome.NameTaken, await irina.SaveAsync("Ждут меня", view, isShared: false, default));
        Assert.Equal(ViewOutcome.NameMissing, await irina.SaveAsync("  ", view, isShared: false, default));

        var choices = await new QueueChoicesQuery(database.Factory(shop.Tenant), Current(shop)).ReadAsync(default);
        Assert.Equal([("Ждут меня", false), ("Для всех", true)], choices.Views.Select(v => (v.Name, v.IsShared)));
        Assert.All(choices.Views, v => Assert.Equal(view, QueueView.ParseQuery(v.Query)));
        Assert.Equal([("Ирина", true), ("Павел", false)], choices.Operators.Select(o => (o.Name, o.IsKnownOnly)));
        Assert.Contains(choices.Channels, c => c.Value == shop.Channel.ToString());
    }

    [Fact]
    public async Task View_Archived_IsNotListedAndComesBack()
    {
        var shop = await ShopAsync();
        var (irina, pavel) = (Views(shop, shop.Operator), Views(shop, shop.Colleague));
        await irina.SaveAsync("Мой", QueueTab.Mine, isShared: false, default);
        var choices = new QueueChoicesQuery(database.Factory(shop.Tenant), Current(shop));
        var id = (await choices.ReadAsync(default)).Views[0].Id;

        Assert.Equal(ViewOutcome.NotAllowed, await pavel.ArchiveAsync(id, isActive: false, default));
        Assert.Equal(ViewOutcome.Done, await irina.ArchiveAsync(id, isActive: false, default));
        Assert.Empty((await choices.ReadAsync(default)).Views);
        Assert.Equal(ViewOutcome.Done, await irina.ArchiveAsync(id, isActive: true, default));
        Assert.Equal([id], (await choices.ReadAsync(default)).Views.Select(v => v.Id));
    }

    private static CurrentOperator Current(Shop shop, Guid? id = null, string role = Roles.Operator)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(id ?? shop.Operator, shop.Tenant, "Ирина", role));
        return current;
    }

    private ViewActions Views(Shop shop, Guid id, string role = Roles.Operator) => new(database.Factory(shop.Tenant), Current(shop, id, role));

    // Twelve that wait: by turns in four stages, three channels, with and without a kind of deal, every third held by the operator, half of them a day later.
    private async Task<Shop> ShopAsync()
    {
        var tenant = await database.Given.TenantAsync();
        var (me, colleague) = (await database.Given.OperatorAsync(tenant, name: "Ирина"), await database.Given.OperatorAsync(tenant, name: "Павел"));
        Guid[] channels = [await database.Given.ChannelAsync(tenant), await database.Given.ChannelAsync(tenant), await database.Given.ChannelAsync(tenant)];
        var deal = await database.ScalarAsync<Guid>("select id from deal_types where code = 'repair'");
        string[] stages = ["Первичный контакт", "Сбор информации", "Клиент пришёл", "В работе"];
        for (var i = 0; i < 12; i++)
        {
            var appeal = await database.Given.AppealAsync(tenant, holderId: i % 3 == 0 ? me : null, waitingSince: Rows.Noon.AddMinutes(i % 5).AddDays(i / 6));
            await database.ExecuteAsync($"update appeals set stage = '{stages[i % 4]}', deal_type_id = {(i % 2 == 0 ? $"'{deal}'" : "null")} where id = '{appeal}'");
            await database.ExecuteAsync($"update appeal_activity set last_channel_id = '{channels[i / 4]}' where appeal_id = '{appeal}'");
            if (i == 7) await database.ExecuteAsync($"update appeal_activity set snoozed_until = now() + interval '1 day' where appeal_id = '{appeal}'");
        }

        return new Shop(tenant, me, colleague, channels[0], deal);
    }

    private sealed record Shop(Guid Tenant, Guid Operator, Guid Colleague, Guid Channel, Guid Deal);
}
