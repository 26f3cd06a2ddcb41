using System.Net;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Screens.Platform;

/// <summary>The platform's people make tenants, set their limits and suspend them, and see nothing of clients.</summary>
public sealed class TenantsTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private static readonly (string, string)[] Limits = [("max_concurrent_users", "5"), ("max_events_per_second", "7"), ("max_bytes_per_second", "70000"), ("max_channels_per_client", "3"), ("max_joins_per_second", "4")];

    [Fact]
    public async Task New_IsThereWithItsAdminAndWhatItsCardHides_AndIsLogged()
    {
        using var platform = await PlatformAsync();
        var email = $"{Ids.New():N}@demo.test";
        using var made = await platform.PostAsync("/platform/tenants/new", [("name", "Мастерская «Ампер»"), ("domain", "amper.test"), ("admin_email", email), ("admin_password", Given.Password), .. Limits]);
        Assert.Equal(HttpStatusCode.SeeOther, made.StatusCode);
        var id = Guid.Parse(made.WhereTo()!.Split('/')[^1].Split('?')[0]);

        Assert.Equal("Мастерская «Ампер» amper.test t 7", await node.Database.ScalarAsync<string>($"select concat_ws(' ', name, domain, is_active, max_events_per_second) from tenants where id = '{id}'"));
        Assert.Equal(await node.Database.ScalarAsync<long>("select count(*) from deal_types d, appeal_meta_config c where d.code = 'spam' and c.id in ('brand_model', 'device_type', 'repair_type', 'estimated_cost')"), await node.Database.ScalarAsync<long>($"select count(*) from appeal_meta_visibility v join deal_types d on d.id = v.deal_type_id where v.tenant_id = '{id}' and d.code = 'spam' and v.config_id in ('brand_model', 'device_type', 'repair_type', 'estimated_cost') and not v.is_visible"));
        Assert.Equal(1L, await node.Database.ScalarAsync<long>($"select count(*) from settings_versions v join operators o on o.id = v.operator_id where v.subject = 'tenants' and v.subject_id = '{id}' and o.role = 'platform' and v.tenant_id is null"));
        using var admin = await node.SignedInAsync(email);
        using var list = await platform.OpenAsync("/platform");
        var text = await list.ReadAsync();
        Assert.Contains("Мастерская «Ампер»", text, StringComparison.Ordinal);
        Assert.Contains("0 из 5", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_WithWrongFields_SaysSoBesideEach_KeepsWhatWasTyped_AndMakesNothing()
    {
        using var platform = await PlatformAsync();
        var taken = $"{Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(await node.Database.Given.TenantAsync(), email: taken);
        var before = await node.Database.ScalarAsync<long>("select count(*) from tenants");

        using var wrong = await platform.PostAsync("/platform/tenants/new", ("name", "Не создастся"), ("domain", "https://x.test/"), ("admin_email", "nobody"), ("admin_password", "short"), ("max_events_per_second", "-1"), ("max_bytes_per_second", "много"), ("max_concurrent_users", "0"), ("max_channels_per_client", "99999999999"), ("max_joins_per_second", "1"));
        var text = await wrong.ReadAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        foreach (var field in (string[])["domain", "admin_email", "admin_password", "max_events_per_second", "max_bytes_per_second", "max_concurrent_users", "max_channels_per_client"]) Assert.Contains($"id=\"of-{field}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"of-max_joins_per_second\"", text, StringComparison.Ordinal);
        Assert.Contains("value=\"Не создастся\"", text, StringComparison.Ordinal);
        Assert.Contains("value=\"много\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"short\"", text, StringComparison.Ordinal);

        using var twice = await platform.PostAsync("/platform/tenants/new", [("name", "Не создастся"), ("admin_email", taken.ToUpperInvariant()), ("admin_password", "Demo-2026!"), .. Limits]);
        Assert.Contains("id=\"of-admin_email\"", await twice.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(before, await node.Database.ScalarAsync<long>("select count(*) from tenants"));
    }

    [Fact]
    public async Task Suspended_LetsNobodyIn_UntilItIsTakenBack()
    {
        using var platform = await PlatformAsync();
        var (tenant, login) = await ShopAsync();
        using var shown = await platform.OpenAsync($"/platform/tenants/{tenant}");
        var version = Version(await shown.ReadAsync());

        using var suspended = await platform.PostAsync($"/platform/tenants/{tenant}", [("version", version), ("name", "Магазин"), ("is_active", "on"), ("suspend", "on"), .. Limits]);
        Assert.Equal(HttpStatusCode.SeeOther, suspended.StatusCode);
        using var browser = node.NewBrowser();
        using var refused = await browser.SignInAsync(login, Given.Password);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var again = await platform.OpenAsync($"/platform/tenants/{tenant}?saved=true");
        var text = await again.ReadAsync();
        Assert.Contains("Сохранено", text, StringComparison.Ordinal);
        using var back = await platform.PostAsync($"/platform/tenants/{tenant}", [("version", Version(text)), ("name", "Магазин"), ("is_active", "on"), .. Limits]);
        using var allowed = await browser.SignInAsync(login, Given.Password);
        Assert.Equal(HttpStatusCode.SeeOther, allowed.StatusCode);
    }

    [Fact]
    public async Task Saved_BySomebodyElseMeanwhile_IsNotOverwritten()
    {
        using var platform = await PlatformAsync();
        var (tenant, _) = await ShopAsync();
        using var shown = await platform.OpenAsync($"/platform/tenants/{tenant}");
        var version = Version(await shown.ReadAsync());
        using var first = await platform.PostAsync($"/platform/tenants/{tenant}", [("version", version), ("name", "Первое"), ("is_active", "on"), .. Limits]);

        using var second = await platform.PostAsync($"/platform/tenants/{tenant}", [("version", version), ("name", "Второе"), ("is_active", "on"), .. Limits]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        var text = await second.ReadAsync();
        Assert.Contains("сохранил кто-то другой", text, StringComparison.Ordinal);
        Assert.Contains("value=\"Второе\"", text, StringComparison.Ordinal);
        Assert.Equal("Первое", await node.Database.ScalarAsync<string>($"select name from tenants where id = '{tenant}'"));
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Manager)]
    [InlineData(Roles.Admin)]
    public async Task PeopleOfATenant_AreKeptOut(string role)
    {
        var (tenant, login) = await ShopAsync(role);
        using var browser = await node.SignedInAsync(login);
        foreach (var path in (string[])["/platform", "/platform/tenants/new", $"/platform/tenants/{tenant}"])
        {
            using var answer = await browser.OpenAsync(path);
            Assert.Equal((HttpStatusCode.Found, true), (answer.StatusCode, answer.WhereTo()!.Contains("/forbidden", StringComparison.Ordinal)));
        }

        using var posted = await browser.PostAsync($"/platform/tenants/{tenant}", ("name", "Взлом"));
        Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
        Assert.NotEqual("Взлом", await node.Database.ScalarAsync<string>($"select name from tenants where id = '{tenant}'"));
    }

    private async Task<HttpClient> PlatformAsync()
    {
        var login = $"{Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(null, Roles.Platform, login);
        return await node.SignedInAsync(login);
    }

    private async Task<(Guid Tenant, string Login)> ShopAsync(string role = Roles.Operator)
    {
        var tenant = await node.Database.Given.TenantAsync("Магазин");
        var login = $"{Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(tenant, role, login);
        return (tenant, login);
    }

    private static string Version(string page) => page.Split("name=\"version\" value=\"")[1].Split('"')[0];
}
