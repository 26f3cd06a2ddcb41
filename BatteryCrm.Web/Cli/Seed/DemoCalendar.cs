using BatteryCrm.Data.Appointments;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>A visit: who, from when, for how long. The length is the service's minutes rounded up to 30.</summary>
internal sealed record DemoBooking(Master Master, DateTimeOffset Start, TimeSpan Length)
{
    public DateTimeOffset End => Start + Length;
}

/// <summary>Books visits within the masters' hours so that none of a master's overlap.</summary>
internal sealed class DemoCalendar(DemoShop shop)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);
    private readonly List<DemoBooking> booked = [];

    /// <summary>A free time on the first day from <paramref name="earliest"/> on that has one.</summary>
    /// <param name="needsSolderer">Boards and water go to the last of the masters, as long as he is free.</param>
    public DemoBooking Book(DateTimeOffset earliest, int minutes, bool needsSolderer)
    {
        var length = Step * Math.Max(1, (int)Math.Ceiling(minutes / Step.TotalMinutes));
        var masters = shop.Catalog.Masters;
        for (var day = shop.Scope.Local(earliest); ; day = day.AddDays(1))
        {
            var free = masters.SelectMany(m => Slots(m, day, length)).Where(b => b.Start >= earliest && IsFree(b)).ToList();
            if (needsSolderer && free.Exists(b => b.Master == masters[^1])) free.RemoveAll(b => b.Master != masters[^1]);
            if (free.Count == 0) continue;
            var booking = shop.Scope.Pick(free);
            booked.Add(booking);
            return booking;
        }
    }

    private static IEnumerable<DemoBooking> Slots(Master master, DateTimeOffset day, TimeSpan length)
    {
        // The last half hour is for handing over.
        var midnight = new DateTimeOffset(day.Date, day.Offset);
        for (var start = master.WorkingHoursStart.ToTimeSpan(); start + length + Step <= master.WorkingHoursEnd.ToTimeSpan(); start += Step)
            yield return new DemoBooking(master, (midnight + start).ToUniversalTime(), length);
    }

    private bool IsFree(DemoBooking wanted) => !booked.Exists(b => b.Master == wanted.Master && b.Start < wanted.End && wanted.Start < b.End);
}
