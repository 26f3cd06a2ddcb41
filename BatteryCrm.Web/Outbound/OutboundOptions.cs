using System.ComponentModel.DataAnnotations;

namespace BatteryCrm.Web.Outbound;

/// <summary>How answers leave; section <c>Outbound</c>.</summary>
public sealed class OutboundOptions
{
    /// <summary>Chats that this node sends to at the same time.</summary>
    [Range(1, 256)]
    public int Parallel { get; set; } = 8;

    /// <summary>How long a claimed answer may be on its way; after it the outcome is unknown. Longer than any sender takes.</summary>
    [Range(typeof(TimeSpan), "00:00:35", "00:30:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the outbox is looked at when nobody says anything.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The first delay of an answer that did not leave; each further one is twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay of our own making.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(1);

    /// <param name="attempts">Attempts so far, one or more.</param>
    internal TimeSpan RetryAfter(int attempts)
    {
        var delay = FirstRetry * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        return delay < LongestRetry ? delay : LongestRetry;
    }
}
