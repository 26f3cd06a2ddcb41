namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>What has become of a conversation when the shift is over.</summary>
internal enum Ending
{
    /// <summary>We spoke last: what was said stands at the platform, each word once.</summary>
    Answered,

    /// <summary>Needs no answer, and somebody said so.</summary>
    Settled,

    /// <summary>Put off; it comes back by itself.</summary>
    Snoozed,

    /// <summary>Its client is blocked.</summary>
    Blocked,
}

/// <summary>One of the thirty.</summary>
/// <param name="No">1 to 12 as in the demo data, 13 to 30 our own.</param>
/// <param name="Words">By which its row is known, or its message.</param>
/// <param name="Ending">How it must end.</param>
/// <param name="Stage">In which stage.</param>
/// <param name="Said">A part of each message that must have arrived at the platform, in their order; nothing else may have.</param>
internal sealed record Conversation(int No, string Words, Ending Ending, string Stage, params string[] Said)
{
    /// <summary>By whom it is held; null = whoever.</summary>
    public string? Holder { get; init; }

    /// <summary>Which appeal it is, once it is there.</summary>
    public Guid Appeal { get; set; }
}
