using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Settings;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Settings;

/// <summary>The settings as an admin sees them.</summary>
public sealed class SettingsPageTests : BunitContext, IAsyncLifetime
{
    private readonly HandLive live = new();
    private readonly TestDatabase database = new();
    private Guid shop;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await database.InitializeAsync();
        shop = await database.Given.TenantAsync();
        var admin = await database.Given.OperatorAsync(shop, Roles.Admin);
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var (tenant, me) = (new CurrentTenant(), new CurrentOperator());
        tenant.Set(shop);
        me.Set(new OperatorIdentity(admin, shop, "Анна", Roles.Admin));
        Services.AddSingleton<ILive>(live).AddSingleton(tenant).AddSingleton(me).AddSingleton(database.Factory(shop, admin)).AddSingleton<SettingsQueries>().AddSingleton<SettingsActions>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public void Page_IsForAdmins() =>
        Assert.Equal(Policies.Admin, typeof(SettingsPage).GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().Single().Policy);

    [Fact]
    public async Task Setting_IsChangedRefusedAndGivenBack_WhereItStands()
    {
        var page = Render<SettingsPage>();
        page.WaitForAssertion(() => Assert.Equal(TenantSettings.All.Count, page.FindAll("[data-setting]").Count));
        Assert.Empty(page.FindAll(".save, .reset"));
        Assert.Contains("По умолчанию: 5", page.Find("[data-setting=undo_send_seconds]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Пока ни на что не влияет", page.Find("[data-setting=warranty_days]").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("[data-setting=undo_send_seconds] input").Input("900"));
        await page.InvokeAsync(() => page.Find("[data-setting=undo_send_seconds] .save").Click());
        page.WaitForAssertion(() => Assert.Equal("Нужно число от 0 до 300.", page.Find("[data-setting=undo_send_seconds] [role=alert]").TextContent));
        await page.InvokeAsync(() => page.Find("[data-setting=undo_send_seconds] input").Input("9"));
        await page.InvokeAsync(() => page.Find("[data-setting=undo_send_seconds] .save").Click());
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".reset")));
        Assert.Equal("9", await ValueAsync("undo_send_seconds"));

        await page.InvokeAsync(() => page.Find("[data-setting=undo_send_seconds] .reset").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".reset")));
        Assert.Null(await ValueAsync("undo_send_seconds"));
        Assert.Equal("5", page.Find("[data-setting=undo_send_seconds] input").GetAttribute("value"));
    }

    [Fact]
    public async Task Hours_DaysDealsAndReplies_AreEditedEachInItsWay()
    {
        var channel = await database.Given.ChannelAsync(shop, name: "Бот");
        var page = Render<SettingsPage>();
        page.WaitForElement("[data-setting=working_hours] input[name=start]").Change("10:00");
        await page.InvokeAsync(() => page.Find("[data-setting=working_hours] input[name=end]").Change("19:00"));
        await page.InvokeAsync(() => page.Find("[data-setting=working_hours] .save").Click());
        page.WaitForAssertion(() => Assert.Contains("хотя бы один рабочий день", page.Find("[data-setting=working_hours]").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find("[data-day='1']").Change(true));
        await page.InvokeAsync(() => page.Find("[data-setting=working_hours] .save").Click());
        await page.InvokeAsync(() => page.Find("[data-setting=holidays] input").Change("2026-01-01"));
        await page.InvokeAsync(() => page.Find("[data-setting=holidays] .add").Click());
        await page.InvokeAsync(() => page.Find("[data-setting=holidays] .save").Click());
        await page.InvokeAsync(() => page.Find("[data-deal=spam]").Change(false));
        await page.InvokeAsync(() => page.Find("[data-setting=deal_types_used] .save").Click());
        await page.InvokeAsync(() => page.Find($"[data-reply='{channel}/first_contact']").Change("Скоро ответим"));
        await page.InvokeAsync(() => page.Find("[data-setting=auto_reply] .save").Click());

        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".reset").Count));
        var hours = WorkingHours.Read(await ValueAsync("working_hours"), await ValueAsync("holidays"))!;
        Assert.Equal((new TimeOnly(10, 0), new TimeOnly(19, 0), 1, new DateOnly(2026, 1, 1)), (hours.Start, hours.End, Assert.Single(hours.Days), Assert.Single(hours.Holidays)));
        Assert.DoesNotContain("spam", await ValueAsync("deal_types_used"), StringComparison.Ordinal);
        Assert.True(SettingsActions.IsSame($$$"""{"{{{channel}}}":{"first_contact":"Скоро ответим"}}""", await ValueAsync("auto_reply")));
    }

    [Theory]
    [InlineData(".keep-mine", "60")]
    [InlineData(".take-theirs", "30")]
    public async Task AColleagueWasFirst_BothValuesAreShown_AndOneIsChosen(string choice, string kept)
    {
        var page = Render<SettingsPage>();
        page.WaitForElement("[data-setting=warranty_days] input").Input("60");
        await database.ExecuteAsync($"insert into tenant_configs (tenant_id, key, value) values ('{shop}', 'warranty_days', '30')");
        await page.InvokeAsync(() => live.DeliverAsync(new LiveBatch([], [], null, [new LiveFact(LiveKinds.SettingsChanged, null, null, null)], Resync: false)));
        Assert.Equal("60", page.Find("[data-setting=warranty_days] input").GetAttribute("value"));
        await page.InvokeAsync(() => page.Find("[data-setting=warranty_days] .save").Click());
        page.WaitForAssertion(() => Assert.Contains("Сейчас: 30", page.Find(".conflict").TextContent, StringComparison.Ordinal));
        Assert.Contains("У вас: 60", page.Find(".conflict").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find(choice).Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".conflict, .save")));
        Assert.Equal(kept, await ValueAsync("warranty_days"));
        Assert.Equal(kept, page.Find("[data-setting=warranty_days] input").GetAttribute("value"));
    }

    [Fact]
    public async Task Failure_OffersToTryAgain()
    {
        await database.GoAwayAsync();
        var page = Render<SettingsPage>();
        page.WaitForAssertion(() => Assert.Contains("Не удалось прочитать настройки", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        await database.ComeBackAsync();
        await page.InvokeAsync(() => page.Find("[role=alert] button").Click());
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-setting]")));
    }

    private Task<string?> ValueAsync(string key) => database.ScalarAsync<string>($"select value::text from tenant_configs where tenant_id = '{shop}' and key = '{key}'");
}
