using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Settings;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Tests.Data.Settings;

/// <summary>The database keeps who changed what of the settings, whichever way it was changed, and nobody can write into that.</summary>
public sealed class SettingsVersionsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Row_MadeChangedAndDeleted_IsKeptWithWhoBeforeAndAfter()
    {
        var (tenant, person) = await ShopAsync();
        await using var db = database.Db(tenant, person);
        var brand = new Brand { Id = Ids.New(), Name = "Apple", NormalizedName = "apple" };
        db.Add(brand);
        await db.SaveChangesAsync();
        brand.Aliases = ["эпл"];
        await db.SaveChangesAsync();
        await db.Brands.Where(b => b.Id == brand.Id).ExecuteUpdateAsync(s => s.SetProperty(b => b.Name, "Apple"));
        await db.Brands.Where(b => b.Id == brand.Id).ExecuteDeleteAsync();

        var kept = await db.SettingsVersions.Where(v => v.Subject == "brands" && v.SubjectId == brand.Id.ToString()).OrderBy(v => v.Id).ToListAsync();
        Assert.Equal(3, kept.Count);
        Assert.All(kept, v => Assert.Equal(person, v.OperatorId));
        Assert.Equal((null, "{\"name\": \"Apple\", \"aliases\": [], \"is_active\": true, \"normalized_name\": \"apple\"}"), (kept[0].Before, kept[0].After));
        Assert.Equal(("{\"aliases\": []}", "{\"aliases\": [\"эпл\"]}"), (kept[1].Before, kept[1].After));
        Assert.Null(kept[2].After);
        Assert.Equal(3, kept.Select(v => v.ChangeId).Distinct().Count());
    }

    [Fact]
    public async Task Changes_OfOneTransaction_AreOneChange_AndAnothersAreNot()
    {
        var (tenant, person) = await ShopAsync();
        await using var db = database.Db(tenant, person);
        db.AddRange(new RepairType { Name = "Дисплей" }, new RepairType { Name = "Батарея" });
        await db.SaveChangesAsync();
        db.Add(new RepairType { Name = "Корпус" });
        await db.SaveChangesAsync();

        var kept = await db.SettingsVersions.Where(v => v.Subject == "repair_types").OrderBy(v => v.Id).Select(v => v.ChangeId).ToListAsync();
        Assert.Equal(kept[0], kept[1]);
        Assert.NotEqual(kept[0], kept[2]);
    }

    [Fact]
    public async Task Secret_OfAChannel_IsNotKeptButThatItChangedIs()
    {
        var (tenant, person) = await ShopAsync();
        await using var db = database.Db(tenant, person);
        var channel = new Channel { Id = Ids.New(), Name = "Бот", Platform = Platforms.Telegram, Credentials = """{"bot_token":{"sealed":"CfDJ8-one"},"api_base_url":"https://api.demo.test"}""" };
        db.Add(channel);
        await db.SaveChangesAsync();
        channel.Credentials = """{"bot_token":{"sealed":"CfDJ8-two"},"api_base_url":"https://api.demo.test"}""";
        channel.Fault = "Unauthorized";
        await db.SaveChangesAsync();

        var kept = await db.SettingsVersions.Where(v => v.SubjectId == channel.Id.ToString()).OrderBy(v => v.Id).ToListAsync();
        Assert.Equal(2, kept.Count);
        Assert.DoesNotContain("CfDJ8", string.Concat(kept.Select(v => v.Before + v.After)), StringComparison.Ordinal);
        using var before = JsonDocument.Parse(kept[1].Before!);
        using var after = JsonDocument.Parse(kept[1].After!);
        Assert.Equal(["credentials"], after.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.NotEqual(before.RootElement.GetProperty("credentials").GetProperty("bot_token").ToString(), after.RootElement.GetProperty("credentials").GetProperty("bot_token").ToString());
    }

    [Fact]
    public async Task SignIn_OfAnOperator_IsNoChange_AndARoleIs()
    {
        var (tenant, person) = await ShopAsync();
        await database.ExecuteAsync($"update operators set last_login_at = now(), security_stamp = 'x' where id = '{person}'");
        await database.ExecuteAsync($"update operators set role = 'manager', password_hash = 'secret-hash' where id = '{person}'");

        await using var db = database.Db(tenant);
        var kept = await db.SettingsVersions.Where(v => v.Subject == "operators" && v.SubjectId == person.ToString() && v.Before != null).SingleAsync();
        Assert.Null(kept.OperatorId);
        Assert.Contains("\"role\": \"manager\"", kept.After, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-hash", kept.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_CannotWriteChangeOrDelete()
    {
        var (tenant, person) = await ShopAsync();
        await using var db = database.Db(tenant, person);
        db.Add(new TenantConfig { Key = "address", Value = "\"ул. Ленина\"" });
        await db.SaveChangesAsync();

        db.Add(new SettingsVersion { TenantId = tenant, Subject = "brands", SubjectId = "1", After = "{}" });
        Assert.IsType<PostgresException>((await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync())).InnerException);
        db.ChangeTracker.Clear();
        await Assert.ThrowsAsync<PostgresException>(() => db.SettingsVersions.ExecuteDeleteAsync());
        await Assert.ThrowsAsync<PostgresException>(() => db.SettingsVersions.ExecuteUpdateAsync(s => s.SetProperty(v => v.After, "{}")));
        var kept = await db.SettingsVersions.AsNoTracking().Where(v => v.Subject == "tenant_configs").SingleAsync();
        Assert.Equal(("address", "{\"key\": \"address\", \"value\": \"ул. Ленина\"}"), (kept.SubjectId, kept.After));
    }

    private async Task<(Guid Tenant, Guid Person)> ShopAsync()
    {
        var tenant = await database.Given.TenantAsync();
        return (tenant, await database.Given.OperatorAsync(tenant));
    }
}
