using Microsoft.Extensions.Time.Testing;

namespace BatteryCrm.Tests.Support;

/// <summary>A clock that stands until a test moves it; starts at noon in Samara.</summary>
public sealed class Clock() : FakeTimeProvider(Noon)
{
    public static readonly DateTimeOffset Noon = new(2025, 11, 20, 8, 0, 0, TimeSpan.Zero);
}
