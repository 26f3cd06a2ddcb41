namespace BatteryCrm.Web.Screens.Notices;

/// <summary>What an operator wants to hear of, and when not; of whoever never chose: <see cref="Default"/>.</summary>
/// <param name="Mine">A client wrote in an appeal that the operator holds.</param>
/// <param name="Unassigned">A client wrote in an appeal that nobody holds.</param>
/// <param name="Bell">What rings the bell: mentions, appeals handed over, reminders, clients who wait too long.</param>
/// <param name="Quiet">Null = at no time.</param>
public sealed record NoticeSettings(NoticeWays Mine, NoticeWays Unassigned, NoticeWays Bell, QuietHours? Quiet)
{
    // A browser has to be asked before it shows anything: nobody is asked who has not wished for it.
    public static readonly NoticeSettings Default = new(new(Sound: true, Browser: false), new(Sound: true, Browser: false), new(Sound: true, Browser: false), Quiet: null);

    /// <summary>Whether anything is to pop up, so that the browser has to allow it.</summary>
    public bool WantsBrowser => Mine.Browser || Unassigned.Browser || Bell.Browser;

    /// <summary>How a console says it at this time; pure.</summary>
    /// <param name="now">On the tenant's wall clock.</param>
    public NoticeWays WaysOf(NoticeSubject subject, TimeOnly now) => Quiet?.Has(now) is true ? NoticeWays.None : this[subject];

    public NoticeWays this[NoticeSubject subject] => subject switch
    {
        NoticeSubject.Mine => Mine,
        NoticeSubject.Unassigned => Unassigned,
        _ => Bell,
    };

    public NoticeSettings With(NoticeSubject subject, NoticeWays ways) => subject switch
    {
        NoticeSubject.Mine => this with { Mine = ways },
        NoticeSubject.Unassigned => this with { Unassigned = ways },
        _ => this with { Bell = ways },
    };
}

/// <param name="Browser">By a notification of the browser.</param>
public readonly record struct NoticeWays(bool Sound, bool Browser)
{
    public static readonly NoticeWays None = new(Sound: false, Browser: false);

    public bool IsSilent => this == None;
}

/// <summary>The hours of a day in which nothing sounds and nothing pops up; over midnight where they end before they begin.</summary>
/// <param name="Until">The first minute in which it may again; never <paramref name="From"/>.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly Until)
{
    /// <summary>What is offered to who wants some.</summary>
    public static readonly QuietHours Night = new(new TimeOnly(22, 0), new TimeOnly(8, 0));

    public bool Has(TimeOnly now) => now.IsBetween(From, Until);
}

/// <summary>What something to hear of is about.</summary>
public enum NoticeSubject
{
    Mine,
    Unassigned,
    Bell,
}
