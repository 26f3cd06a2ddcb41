namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>All that is known of one person.</summary>
/// <param name="Phone">E.164, or as somebody typed it; null when unknown.</param>
/// <param name="HasPhone">The number is certainly his.</param>
/// <param name="BlockedAt">Null = he is not blocked.</param>
public sealed record ClientCard(Guid Id, string? Name, string? Phone, string? Email, bool HasPhone, bool Unsubscribed, DateTimeOffset? BlockedAt, DateTimeOffset CreatedAt)
{
    /// <summary>Since when nobody knows who he was; null = he was not erased.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    public bool HasYandex { get; init; }

    public bool HasGoogle { get; init; }

    public bool HasInstagram { get; init; }

    public int Appeals { get; init; }

    public int Completed { get; init; }

    /// <summary>Roubles of completed appeals.</summary>
    public decimal Money { get; init; }

    /// <summary>Oldest first; several on one platform stand beside each other.</summary>
    public IReadOnlyList<ClientIdentityRow> Identities { get; init; } = [];

    /// <summary>Beside the phone and e-mail of the client himself, oldest first.</summary>
    public IReadOnlyList<ClientContactRow> Contacts { get; init; } = [];

    /// <summary>Others who have the same number and are not known to belong to him.</summary>
    public IReadOnlyList<ClientOption> SameNumber { get; init; } = [];

    /// <summary>People with whom he shares a number, as somebody said.</summary>
    public IReadOnlyList<ClientOption> Family { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Newest first; the newest of them.</summary>
    public IReadOnlyList<ClientNoteRow> Notes { get; init; } = [];

    /// <summary>Newest first; the newest of them.</summary>
    public IReadOnlyList<ClientAppealRow> Timeline { get; init; } = [];

    /// <summary>What was repaired before, the latest first.</summary>
    public IReadOnlyList<ClientDevice> Devices { get; init; } = [];

    /// <summary>Who has become this client, the newest first.</summary>
    public IReadOnlyList<ClientMergeRow> Merges { get; init; } = [];
}

/// <summary>Somebody on one platform.</summary>
public sealed record ClientIdentityRow(Guid Id, string Platform, string ExternalId, string? Username, string? DisplayName, DateTimeOffset CreatedAt);

/// <param name="Kind">One of <see cref="Data.Clients.ContactKinds"/>.</param>
/// <param name="Value">E.164 or an e-mail.</param>
/// <param name="Typed">As somebody wrote it.</param>
public sealed record ClientContactRow(Guid Id, string Kind, string Value, string Typed, bool IsVerified);

/// <summary>Another client, by name.</summary>
public sealed record ClientOption(Guid Id, string? Name, string? Phone);

/// <param name="IsOwn">The operator wrote it himself.</param>
public sealed record ClientNoteRow(Guid Id, string Body, string? Who, bool IsOwn, DateTimeOffset CreatedAt, DateTimeOffset? EditedAt);

/// <summary>An appeal in a client's history.</summary>
/// <param name="Platform">Of the channel in which he wrote last, else in which it began.</param>
/// <param name="Who">Who holds it; null when nobody does.</param>
public sealed record ClientAppealRow(
    Guid Id, DateTimeOffset CreatedAt, string Stage, string? Brand, string? Model, string? Problem, decimal? Cost, string? Platform, string? Channel, string? Who, DateTimeOffset? LastAt);

/// <param name="At">When it was last given back.</param>
public sealed record ClientDevice(string? Brand, string? Model, DateTimeOffset At, int Times);

/// <param name="Name">Of who was merged into him.</param>
public sealed record ClientMergeRow(Guid Id, string? Name, DateTimeOffset At);
