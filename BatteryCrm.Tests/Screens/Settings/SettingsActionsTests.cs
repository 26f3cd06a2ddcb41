using BatteryCrm.Web.Parts;
using System.Text.Json;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Settings;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Settings;

/// <summary>Every setting of a tenant: kept, refused, given back to its default.</summary>
public sealed class SettingsActionsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private Guid tenant;
    private Guid admin;

    public async Task InitializeAsync()
    {
        tenant = await database.Given.TenantAsync();
        admin = await database.Given.OperatorAsync(tenant, Roles.Admin);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public static TheoryData<string, string, string> Values => new()
    {
        { "address", "\"Самара, Ленина 1\"", "\" \"" },
        { "timezone", "\"Asia/Omsk\"", "\"Samara\"" },
        { "working_hours", """{"start":"09:00","end":"20:00","days":[1,2,3]}""", """{"start":"09:00","end":"20:00","days":[]}""" },
        { "holidays", "[\"2026-01-01\"]", "[\"1 января\"]" },
        { "review_url", "\"https://yandex.ru/maps/1\"", "\"javascript:alert(1)\"" },
        { "unanswered_alert_minutes", "20", "0" },
        { "release_after_minutes", "45", "1441" },
        { "assignment", "\"round_robin\"", "\"random\"" },
        { "appeal_reuse_days", "0", "-1" },
        { "batch_window_seconds", "60", "61" },
        { "channel_silence_hours", "0", "1.5" },
        { "undo_send_seconds", "0", "301" },
        { "auto_reply", "{}", """{"x":{"first_contact":"Привет"}}""" },
        { "default_operation_mode", "\"auto\"", "\"fast\"" },
        { "auto_outside_hours", "true", "\"true\"" },
        { "voice_response_style", """{"tone":"кратко","language":"ru","max_length":300}""", """{"max_length":10}""" },
        { "deal_types_used", "[\"repair\",\"purchase\"]", "[\"rent\"]" },
        { "repeat_lead_source_id", "source", "\"00000000-0000-0000-0000-000000000001\"" },
        { "price_markup_percent", "35", "1001" },
        { "warranty_days", "180", "\"90 дней\"" },
        { "qr_code_ttl_hours", "24", "0" },
        { "operators_see_report_money", "true", "1" },
        { "message_history_ttl_days", "365", "0" },
        { "journal_ttl_days", "60", "0" },
    };

    [Fact]
    public void Definitions_AreTheKeysOfTheSpecification_AndTheSilence()
    {
        // behaviour.md §2.
        string[] specified =
        [
            "default_operation_mode", "working_hours", "timezone", "address", "review_url", "warranty_days", "batch_window_seconds", "appeal_reuse_days", "qr_code_ttl_hours", "voice_response_style",
            "message_history_ttl_days", "journal_ttl_days", "price_markup_percent", "unanswered_alert_minutes", "release_after_minutes", "assignment", "holidays", "deal_types_used", "repeat_lead_source_id",
            "auto_outside_hours", "operators_see_report_money", "undo_send_seconds", "auto_reply",
        ];
        Assert.Equal(specified.Append("channel_silence_hours").Order(StringComparer.Ordinal), TenantSettings.All.Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.Equal(TenantSettings.All.Select(s => s.Key).Order(StringComparer.Ordinal), Values.Select(v => (string)v[0]).Order(StringComparer.Ordinal));
        Assert.All(TenantSettings.All, s =>
        {
            Assert.NotEqual(s.Key, SettingNames.NameOf(s.Key));
            Assert.NotEmpty(SettingNames.AboutOf(s.Key));
            if (s.Default is { } json) Assert.Null(s.Check(JsonElement.Parse(json)));
        });
        var defaults = TenantSettings.All.ToDictionary(s => s.Key, s => s.Default);
        Assert.Equal(("15", "30", "7", "20", "5", "90", "72", "50", "30", null), (defaults["unanswered_alert_minutes"], defaults["release_after_minutes"], defaults["appeal_reuse_days"], defaults["batch_window_seconds"],
            defaults["undo_send_seconds"], defaults["warranty_days"], defaults["qr_code_ttl_hours"], defaults["price_markup_percent"], defaults["journal_ttl_days"], defaults["message_history_ttl_days"]));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Setting_IsKeptAndGivenBack_AndRefusedOfAnotherShape(string key, string good, string bad)
    {
        if (good == "source") good = $"\"{await SourceAsync(tenant)}\"";
        if (key == "auto_reply") good = $$$"""{"{{{await database.Given.ChannelAsync(tenant)}}}":{"first_contact":"Привет","out_of_hours":"Закрыто"}}""";

        Assert.Equal(SettingEnd.Wrong, (await Actions().SaveAsync(key, bad, null, default)).End);
        Assert.Empty(await ValuesAsync());
        Assert.Equal(SettingEnd.Saved, (await Actions().SaveAsync(key, good, null, default)).End);
        var kept = (await ValuesAsync())[key];
        Assert.True(SettingsActions.IsSame(good, kept.Json));
        Assert.Equal(SettingEnd.Wrong, (await Actions().SaveAsync(key, "not json", kept.Version, default)).End);
        Assert.Equal(SettingEnd.Saved, (await Actions().SaveAsync(key, null, kept.Version, default)).End);
        Assert.Empty(await ValuesAsync());

        await using var db = database.Db(tenant);
        Assert.Equal([(admin, true), (admin, false)], (await db.SettingsVersions.Where(v => v.Subject == "tenant_configs" && v.SubjectId == key).OrderBy(v => v.Id).ToListAsync()).Select(v => (v.OperatorId!.Value, v.After is not null)));
    }

    [Fact]
    public async Task What_AnotherTenantHas_IsNeitherSeenNorNamed()
    {
        var other = await database.Given.TenantAsync();
        await Actions().SaveAsync("warranty_days", "30", null, default);
        Assert.Empty((await new SettingsQueries(database.Factory(other)).ReadAsync(default)).Values);
        Assert.Equal(SettingProblem.Gone, (await Actions().SaveAsync("repeat_lead_source_id", $"\"{await SourceAsync(other)}\"", null, default)).Problem);
        Assert.Equal(SettingProblem.Gone, (await Actions().SaveAsync("auto_reply", $$$"""{"{{{await database.Given.ChannelAsync(other)}}}":{"first_contact":"Привет"}}""", null, default)).Problem);
    }

    [Fact]
    public async Task TwoAdmins_TheSecondHearsWhatTheFirstSet()
    {
        Assert.Equal(SettingEnd.Saved, (await Actions().SaveAsync("warranty_days", "30", null, default)).End);
        var seen = (await ValuesAsync())["warranty_days"];
        var second = await Actions().SaveAsync("warranty_days", "60", null, default);
        Assert.Equal((SettingEnd.Conflict, seen), (second.End, second.Theirs));

        Assert.Equal(SettingEnd.Saved, (await Actions().SaveAsync("warranty_days", "60", seen.Version, default)).End);
        Assert.Equal((SettingEnd.Conflict, "60"), await EndAsync("warranty_days", "90", seen.Version));
        Assert.Equal((SettingEnd.Conflict, "60"), await EndAsync("warranty_days", null, seen.Version));
        Assert.Equal((SettingEnd.Saved, null), await EndAsync("warranty_days", "60", seen.Version));
        Assert.Equal((SettingEnd.Saved, null), await EndAsync("warranty_days", null, (await ValuesAsync())["warranty_days"].Version));
        Assert.Equal((SettingEnd.Conflict, null), await EndAsync("warranty_days", "90", seen.Version));
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Manager)]
    public async Task WhoIsNoAdmin_IsRefused(string role)
    {
        Assert.Equal(SettingEnd.NotAllowed, (await Actions(role).SaveAsync("warranty_days", "30", null, default)).End);
        Assert.Empty(await ValuesAsync());
    }

    [Fact]
    public async Task Change_HoldsAtOnce()
    {
        await Actions().SaveAsync("undo_send_seconds", "42", null, default);
        await using var db = database.Db(tenant);
        Assert.Equal(TimeSpan.FromSeconds(42), await AnswerTargets.UndoTimeAsync(db, default));
    }

    private async Task<(SettingEnd End, string? Theirs)> EndAsync(string key, string? json, string seen)
    {
        var result = await Actions().SaveAsync(key, json, seen, default);
        return (result.End, result.Theirs?.Json);
    }

    private async Task<Guid> SourceAsync(Guid of)
    {
        var sales = await database.Given.AddAsync(new BatteryCrm.Data.Channels.SalesChannel { TenantId = of, Name = "Сайт" }, s => s.Id);
        return await database.Given.AddAsync(new BatteryCrm.Data.Channels.LeadSource { TenantId = of, SalesChannelId = sales, Name = "Повторное обращение" }, s => s.Id);
    }

    private async Task<IReadOnlyDictionary<string, SettingValue>> ValuesAsync() => (await new SettingsQueries(database.Factory(tenant)).ReadAsync(default)).Values;

    private SettingsActions Actions(string role = Roles.Admin)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(admin, tenant, "Анна", role));
        return new SettingsActions(database.Factory(tenant, admin), current);
    }
}
