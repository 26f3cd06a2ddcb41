using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Tests.Data;

/// <summary>When a shop is open. 20 November 2025 is a Thursday.</summary>
public sealed class WorkingHoursTests
{
    private const string Weekdays = """{"start":"09:00","end":"20:00","days":[1,2,3,4,5]}""";
    private const string Nights = """{"start":"18:00","end":"02:00","days":[5,6]}""";
    private static readonly TimeZoneInfo Samara = TimeZoneInfo.FindSystemTimeZoneById("Europe/Samara");

    [Theory]
    [InlineData(Weekdays, "2025-11-20 09:00", null)]
    [InlineData(Weekdays, "2025-11-20 19:59:59", null)]
    [InlineData(Weekdays, "2025-11-20 20:00", "2025-11-20 20:00")]
    [InlineData(Weekdays, "2025-11-21 08:59", "2025-11-20 20:00")]
    [InlineData(Weekdays, "2025-11-24 08:00", "2025-11-21 20:00")] // Monday morning: since Friday evening
    [InlineData(Nights, "2025-11-22 01:59", null)] // what began on Friday ends on Saturday
    [InlineData(Nights, "2025-11-22 02:00", "2025-11-22 02:00")]
    [InlineData(Nights, "2025-11-22 18:00", null)]
    [InlineData(Nights, "2025-11-24 01:00", "2025-11-23 02:00")]
    [InlineData("""{"start":"09:00","end":"09:00","days":[1,2,3,4,5,6,7]}""", "2025-11-20 08:59:59", null)] // around the clock
    public void ClosedSince_IsTheLastClosing(string hours, string at, string? since) =>
        Assert.Equal(since is null ? null : Local(since), WorkingHours.Read(hours)!.ClosedSince(Local(at)!.Value, Samara));

    [Fact]
    public void Holidays_AreClosedWhateverTheDay()
    {
        var hours = WorkingHours.Read(Weekdays, """["2025-11-20", "soon", 7]""")!;

        Assert.Equal(Local("2025-11-19 20:00"), hours.ClosedSince(Local("2025-11-20 12:00")!.Value, Samara));
        Assert.Null(hours.ClosedSince(Local("2025-11-21 12:00")!.Value, Samara));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"always\"")]
    [InlineData("""{"start":"nine","end":"20:00","days":[1]}""")]
    [InlineData("""{"start":"09:00","days":[1]}""")]
    [InlineData("""{"start":"09:00","end":"20:00","days":[0,8,"1"]}""")]
    public void Read_NotOfItsShape_IsUnknown(string? json) => Assert.Null(WorkingHours.Read(json));

    [Fact]
    public void ClosedSince_ByTheClockOfTheTenant() =>
        Assert.NotNull(WorkingHours.Read(Weekdays)!.ClosedSince(new DateTimeOffset(2025, 11, 20, 17, 0, 0, TimeSpan.Zero), Samara));

    private static DateTimeOffset? Local(string at) =>
        new DateTimeOffset(DateTime.Parse(at, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(4)).ToUniversalTime();
}
