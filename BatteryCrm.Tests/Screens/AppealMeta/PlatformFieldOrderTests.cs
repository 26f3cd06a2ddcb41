using System.Net;
using AngleSharp.Html.Parser;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Journeys;
using BatteryCrm.Tests.Security;
using Npgsql;

namespace BatteryCrm.Tests.Screens.AppealMeta;

/// <summary>A parameter goes to another place of its section: by a step or to where it was dragged, by one rule.</summary>
public sealed class PlatformFieldOrderTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private Guid somebody;

    [Fact]
    public async Task Parameter_Dragged_ComesFirstBetweenAndLast_InOneChangeOfTheLogEach()
    {
        using var browser = await PlatformAsync();
        var before = await OrderAsync("client");
        var (a, others) = (before[0], before[1..]);
        var orders = await node.Database.ScalarAsync<string>("select string_agg(\"order\"::text, ',' order by \"order\") from appeal_meta_config where \"group\" = 'client'");

        var last = await VersionsAsync();
        Assert.Equal(HttpStatusCode.SeeOther, await PlaceAsync(browser, a, string.Empty));
        await OrderIsAsync("client", [.. others, a]);
        Assert.Equal($"{others.Length + 1}|1|{somebody}", await node.Database.ScalarAsync<string>(
            $"select concat_ws('|', count(*), count(distinct change_id), min(operator_id::text)) from settings_versions where id > {last} and subject = 'appeal_meta_config' and before ? 'order' and tenant_id is null"));

        Assert.Equal(HttpStatusCode.SeeOther, await PlaceAsync(browser, a, others[1]));
        await OrderIsAsync("client", [others[0], a, .. others[1..]]);
        Assert.Equal(HttpStatusCode.SeeOther, await PlaceAsync(browser, a, others[0]));
        await OrderIsAsync("client", [a, .. others]);
        Assert.Equal(orders, await node.Database.ScalarAsync<string>("select string_agg(\"order\"::text, ',' order by \"order\") from appeal_meta_config where \"group\" = 'client'"));
    }

    [Fact]
    public async Task Parameter_LeftWhereItIs_WritesNothingAndTellsNobody()
    {
        await node.Database.Given.TenantAsync();
        using var browser = await PlatformAsync();
        await node.Database.ExecuteAsync("update appeal_meta_config set \"order\" = 7 where \"group\" = 'appeal'");
        var order = await OrderAsync("appeal");
        var before = await TracesAsync();

        Assert.Equal(HttpStatusCode.SeeOther, await PlaceAsync(browser, order[0], order[1]));
        Assert.Equal(HttpStatusCode.SeeOther, await PlaceAsync(browser, order[^1], string.Empty));
        using var up = await browser.PostAsync($"/platform/fields/{order[0]}/up");
        using var down = await browser.PostAsync($"/platform/fields/{order[^1]}/down");

        Assert.Equal(before, await TracesAsync());
        Assert.Equal(HttpStatusCode.SeeOther, await PlaceAsync(browser, order[^1], order[0]));
        await OrderIsAsync("appeal", [order[^1], .. order[..^1]]);
        Assert.NotEqual(before, await TracesAsync());
    }

    [Fact]
    public async Task Parameter_DraggedWhereItCannotBe_StaysAndIsRefused()
    {
        using var browser = await PlatformAsync();
        var (own, elsewhere) = (await OrderAsync("appeal"), await OrderAsync("client"));
        var before = await TracesAsync();

        Assert.Equal(HttpStatusCode.Conflict, await PlaceAsync(browser, own[0], elsewhere[0]));
        Assert.Equal(HttpStatusCode.Conflict, await PlaceAsync(browser, own[0], own[0]));
        Assert.Equal(HttpStatusCode.Conflict, await PlaceAsync(browser, own[0], "shoe_size"));
        Assert.Equal(HttpStatusCode.NotFound, await PlaceAsync(browser, "shoe_size", own[0]));
        using var without = await browser.PostAsync($"/platform/fields/{own[0]}/place");
        Assert.Equal(HttpStatusCode.Conflict, without.StatusCode);

        Assert.Equal(before, await TracesAsync());
    }

    [Fact]
    public async Task Parameter_DraggedWhileSomebodyElseMovesOthers_ComesBeforeTheOneItWasDraggedTo()
    {
        using var browser = await PlatformAsync();
        var order = await OrderAsync("client");
        var (a, b, c) = (order[0], order[1], order[2]);
        await using var connection = new NpgsqlConnection(node.Database.ConnectionString);
        await connection.OpenAsync();
        await using var other = await connection.BeginTransactionAsync();
        await using var swap = new NpgsqlCommand(
            $"update appeal_meta_config t set \"order\" = o.\"order\" from appeal_meta_config o where (t.id = '{a}' and o.id = '{b}') or (t.id = '{b}' and o.id = '{a}')", connection, other);
        Assert.Equal(2, await swap.ExecuteNonQueryAsync());

        var placing = PlaceAsync(browser, c, a);
        await node.Database.UntilAsync("select count(*) from pg_locks l join pg_stat_activity a using (pid) where a.datname = current_database() and l.locktype = 'transactionid' and not l.granted", 1);
        await other.CommitAsync();

        Assert.Equal(HttpStatusCode.SeeOther, await placing);
        await OrderIsAsync("client", [b, c, a, .. order[3..]]);
    }

    [Fact]
    public async Task Parameters_DraggedByTwoAtOnce_AreAllThereEachAtAPlaceOfItsOwn()
    {
        using var anna = await PlatformAsync();
        using var boris = await PlatformAsync();
        var order = await OrderAsync("client");

        for (var i = 0; i < 10; i++)
        {
            var now = await OrderAsync("client");
            var answers = await Task.WhenAll(PlaceAsync(anna, now[^1], now[0]), PlaceAsync(boris, now[0], string.Empty));
            Assert.All(answers, a => Assert.Equal(HttpStatusCode.SeeOther, a));
        }

        Assert.Equal(string.Join(',', order.Order(StringComparer.Ordinal)), string.Join(',', (await OrderAsync("client")).Order(StringComparer.Ordinal)));
        Assert.Equal(order.Length, await node.Database.ScalarAsync<long>("select count(distinct \"order\") from appeal_meta_config where \"group\" = 'client'"));
    }

    [Fact]
    public async Task EachRow_HasAGripThatSaysWhatItIsFor_AndKeysForThoseWithoutAPointer()
    {
        using var browser = await PlatformAsync();
        using var answer = await browser.OpenAsync("/platform/fields");
        using var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());

        var rows = page.QuerySelectorAll("crm-order tbody tr");
        Assert.Equal(24, rows.Length);
        Assert.All(rows, row =>
        {
            var grip = row.QuerySelector("[data-grip]")!;
            Assert.Equal("Перетащите внутри раздела", grip.GetAttribute("title"));
            Assert.Equal("true", grip.GetAttribute("aria-hidden"));
            Assert.Null(grip.GetAttribute("tabindex"));
            Assert.Equal("SPAN", grip.TagName);
            Assert.Equal(row.QuerySelector("select[name=group] option[selected]")!.GetAttribute("value"), row.GetAttribute("data-group"));
            Assert.Equal(2, row.QuerySelectorAll("button[formaction]").Length);
        });
        Assert.True(page.QuerySelector("crm-order [data-failed]")!.HasAttribute("hidden"));
    }

    private static async Task<HttpStatusCode> PlaceAsync(HttpClient browser, string id, string before)
    {
        using var answer = await browser.PostAsync($"/platform/fields/{id}/place", ("before", before));
        return answer.StatusCode;
    }

    private async Task<string[]> OrderAsync(string group) =>
        (await node.Database.ScalarAsync<string>($"select string_agg(id, ',' order by \"order\", id) from appeal_meta_config where \"group\" = '{group}'"))!.Split(',');

    private async Task OrderIsAsync(string group, string[] expected) => Assert.Equal(string.Join(',', expected), string.Join(',', await OrderAsync(group)));

    private Task<long> VersionsAsync() => node.Database.ScalarAsync<long>("select coalesce(max(id), 0) from settings_versions");

    // Rows as they are, what the log has and what consoles were told.
    private Task<string?> TracesAsync() => node.Database.ScalarAsync<string>("""
        select concat_ws('|', (select md5(string_agg(to_jsonb(c)::text, '' order by id)) from appeal_meta_config c), (select count(*) from settings_versions where subject = 'appeal_meta_config'),
            (select count(*) from live_events where kind = 'settings_changed'))
        """);

    private async Task<HttpClient> PlatformAsync()
    {
        var email = $"{BatteryCrm.Data.Ids.New():N}@demo.test";
        somebody = await node.Database.Given.OperatorAsync(null, Roles.Platform, email);
        return await node.SignedInAsync(email);
    }
}
