using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Notices;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Notices;

/// <summary>What an operator wants to hear of: whose it is, where it is kept, and in which hours nothing sounds.</summary>
public sealed class NoticeSettingsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly NoticeSettings Chosen = new(new(Sound: true, Browser: false), new(Sound: false, Browser: true), new(Sound: true, Browser: true), Quiet: null);

    [Theory]
    [InlineData(NoticeSubject.Mine, true, false)]
    [InlineData(NoticeSubject.Unassigned, false, true)]
    [InlineData(NoticeSubject.Bell, true, true)]
    public void Ways_OfEachSubject_AreThoseThatWereChosenForIt(NoticeSubject subject, bool sound, bool browser) =>
        Assert.Equal(new NoticeWays(sound, browser), Chosen.WaysOf(subject, new TimeOnly(12, 0)));

    [Theory]
    [InlineData("13:00", "14:30", "12:59", false)]
    [InlineData("13:00", "14:30", "13:00", true)]
    [InlineData("13:00", "14:30", "14:29", true)]
    [InlineData("13:00", "14:30", "14:30", false)]
    [InlineData("22:00", "08:00", "21:59", false)]
    [InlineData("22:00", "08:00", "22:00", true)]
    [InlineData("22:00", "08:00", "23:59", true)]
    [InlineData("22:00", "08:00", "00:00", true)]
    [InlineData("22:00", "08:00", "07:59", true)]
    [InlineData("22:00", "08:00", "08:00", false)]
    [InlineData("00:00", "08:00", "23:59", false)]
    [InlineData("22:00", "00:00", "00:00", false)]
    public void Ways_InQuietHours_AreNoneAlsoOverMidnight(string from, string until, string now, bool isQuiet)
    {
        var settings = Chosen with { Quiet = new QuietHours(At(from), At(until)) };

        foreach (var subject in Enum.GetValues<NoticeSubject>()) Assert.Equal(isQuiet, settings.WaysOf(subject, At(now)).IsSilent);
    }

    [Fact]
    public async Task Read_NothingWasChosen_SoundsAndAsksNoBrowser()
    {
        var (tenant, irina, _) = await ShopAsync();

        var settings = await Queries(tenant, irina).ReadAsync(default);

        Assert.Equal(NoticeSettings.Default, settings);
        Assert.All(Enum.GetValues<NoticeSubject>(), s => Assert.Equal(new NoticeWays(Sound: true, Browser: false), settings[s]));
    }

    [Fact]
    public async Task Save_Twice_IsTheLastOfThisOperatorAloneAndHisConsolesAreTold()
    {
        var (tenant, irina, pavel) = await ShopAsync();
        var last = Chosen with { Quiet = QuietHours.Night };
        await database.ExecuteAsync("delete from live_events");
        database.Sql.Clear();

        await Queries(tenant, irina).SaveAsync(Chosen with { Quiet = new QuietHours(At("12:00"), At("13:00")) }, default);
        await Queries(tenant, irina).SaveAsync(last, default);

        Assert.Equal(2, database.Sql.Statements.Count(s => !s.Contains("set_config", StringComparison.Ordinal)));
        Assert.Equal(last, await Queries(tenant, irina).ReadAsync(default));
        Assert.Equal(NoticeSettings.Default, await Queries(tenant, pavel).ReadAsync(default));
        await using var db = database.Db(tenant);
        Assert.Equal([(LiveKinds.NoticeSettingsChanged, irina), (LiveKinds.NoticeSettingsChanged, irina)],
            (await db.LiveEvents.ToListAsync()).Select(e => (e.Kind, e.SubjectId!.Value)));
    }

    [Fact]
    public async Task Save_WithoutQuietHours_TakesThemAway()
    {
        var (tenant, irina, _) = await ShopAsync();
        await Queries(tenant, irina).SaveAsync(Chosen with { Quiet = QuietHours.Night }, default);

        await Queries(tenant, irina).SaveAsync(Chosen, default);

        Assert.Null((await Queries(tenant, irina).ReadAsync(default)).Quiet);
    }

    // Another shop's scope that comes by an operator's id finds nothing of his and can write nothing of it.
    [Fact]
    public async Task Settings_OfAnotherTenantsOperator_AreOutOfReach()
    {
        var (tenant, irina, _) = await ShopAsync();
        var other = await database.Given.TenantAsync();
        await Queries(tenant, irina).SaveAsync(Chosen, default);

        Assert.Equal(NoticeSettings.Default, await Queries(other, irina).ReadAsync(default));
        await Assert.ThrowsAnyAsync<Exception>(() => Queries(other, irina).SaveAsync(NoticeSettings.Default, default));
        Assert.Equal(Chosen, await Queries(tenant, irina).ReadAsync(default));
    }

    private static TimeOnly At(string time) => TimeOnly.ParseExact(time, "HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private NoticeSettingsQueries Queries(Guid tenant, Guid id)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(id, tenant, "Кто-то", Roles.Operator));
        return new NoticeSettingsQueries(database.Factory(tenant), current, new Clock());
    }

    private async Task<(Guid Tenant, Guid Irina, Guid Pavel)> ShopAsync()
    {
        var tenant = await database.Given.TenantAsync();
        return (tenant, await database.Given.OperatorAsync(tenant, name: "Ирина"), await database.Given.OperatorAsync(tenant, name: "Павел"));
    }
}
