using System.Net;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Security;

namespace BatteryCrm.Tests.Screens.AppealMeta;

/// <summary>The parameters of the card as the platform's people write them.</summary>
public sealed class PlatformFieldsTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    [Fact]
    public async Task Parameter_Kept_IsForAllTenantsAndToldToEach()
    {
        var tenant = await node.Database.Given.TenantAsync();
        using var browser = await PlatformAsync();

        using var answer = await browser.PostAsync("/platform/fields/issue", Form("Поломка"));

        Assert.Equal((HttpStatusCode.SeeOther, "/platform/fields?kept=issue"), (answer.StatusCode, answer.WhereTo()));
        Assert.Equal("Поломка|device|215.5|issue.name|text|false", await node.Database.ScalarAsync<string>(
            "select concat_ws('|', label, \"group\", trim(trailing '0' from \"order\"::text), source_field, format_type, case when is_active then 'true' else 'false' end) from appeal_meta_config where id = 'issue'"));
        Assert.True(await node.Database.ScalarAsync<long>($"select count(*) from live_events where tenant_id = '{tenant}' and kind = 'settings_changed'") > 0);
        using var page = await browser.OpenAsync("/platform/fields?kept=issue");
        Assert.Contains("Сохранено: Поломка", await page.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source", "client.shoe_size", "Источника «client.shoe_size» карточка не знает")]
    [InlineData("label", " ", "Название — от 1 до 60 знаков")]
    [InlineData("order", "первый", "Порядок — число")]
    [InlineData("format", "colour", "Такого раздела или формата нет")]
    [InlineData("group", "moon", "Такого раздела или формата нет")]
    public async Task Parameter_WithSomethingWrong_IsRefusedInWordsAndNothingIsKept(string field, string value, string sentence)
    {
        using var browser = await PlatformAsync();
        var before = await RowAsync("brand_model");

        using var answer = await browser.PostAsync("/platform/fields/brand_model", [.. Form("Что чинить").Select(f => f.Name == field ? (f.Name, value) : f)]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var page = await answer.ReadAsync();
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        if (field != "label") Assert.Contains("value=\"Что чинить\"", page, StringComparison.Ordinal);
        Assert.Equal(before, await RowAsync("brand_model"));
    }

    [Fact]
    public async Task Parameter_Moved_ChangesPlacesWithItsNeighbour()
    {
        using var browser = await PlatformAsync();
        const string Order = "select string_agg(id, ',' order by \"order\", id) from appeal_meta_config where \"group\" = 'client'";
        var before = (await node.Database.ScalarAsync<string>(Order))!.Split(',');

        using var down = await browser.PostAsync($"/platform/fields/{before[0]}/down");
        using var atTheTop = await browser.PostAsync($"/platform/fields/{before[1]}/up");

        Assert.Equal(HttpStatusCode.SeeOther, down.StatusCode);
        var after = (await node.Database.ScalarAsync<string>(Order))!.Split(',').ToList();
        Assert.Equal(new List<string>([before[1], before[0], .. before[2..]]), after);
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Manager)]
    [InlineData(Roles.Admin)]
    public async Task Parameters_ForATenantsPeople_AreForbidden(string role)
    {
        var tenant = await node.Database.Given.TenantAsync();
        var email = $"{role}-{tenant:N}@demo.test";
        await node.Database.Given.OperatorAsync(tenant, role, email);
        using var browser = await node.SignedInAsync(email);

        using var page = await browser.OpenAsync("/platform/fields");
        using var post = await browser.PostAsync("/platform/fields/stage", Form("Этап"));

        Assert.Equal("/forbidden", page.WhereTo());
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
        Assert.Equal("Стадия", await node.Database.ScalarAsync<string>("select label from appeal_meta_config where id = 'stage'"));
    }

    [Theory]
    [InlineData(Roles.Operator, "/forbidden")]
    [InlineData(Roles.Manager, "/forbidden")]
    [InlineData(Roles.Admin, null)]
    public async Task Matrix_IsTheAdminsPage(string role, string? leadsTo)
    {
        var tenant = await node.Database.Given.TenantAsync();
        var email = $"matrix-{role}-{tenant:N}@demo.test";
        await node.Database.Given.OperatorAsync(tenant, role, email);
        using var browser = await node.SignedInAsync(email);

        using var page = await browser.OpenAsync("/settings/fields");

        Assert.Equal(leadsTo, page.WhereTo());
    }

    private static (string Name, string Value)[] Form(string label) =>
        [("label", label), ("group", "device"), ("order", "215,5"), ("source", "issue.name"), ("format", "text")];

    private Task<string?> RowAsync(string id) => node.Database.ScalarAsync<string>($"select to_jsonb(c)::text from appeal_meta_config c where id = '{id}'");

    private async Task<HttpClient> PlatformAsync()
    {
        var email = $"{BatteryCrm.Data.Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(null, Roles.Platform, email);
        return await node.SignedInAsync(email);
    }
}
